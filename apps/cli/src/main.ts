#!/usr/bin/env node
import { runCli } from './cli.ts';
import { processTerminal } from './terminal.ts';

// Whoever reads along, head say, may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCli(process.argv.slice(2), processTerminal);
