#!/usr/bin/env node
import { runCli } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { processTerminal } from './terminal.ts';

try {
  process.exitCode = await runCli(process.argv.slice(2), processTerminal);
} catch (error) {
  const { message, stack } = error as Error;
  process.stderr.write(`puregrad: ${process.env.PUREGRAD_DEBUG ? stack : message}\n`);
  process.exitCode = ExitCode.failed;
}
