#!/usr/bin/env node
import { runCli } from './cli.ts';
import { outliveReaders, processTerminal } from './terminal.ts';

outliveReaders();
process.exitCode = await runCli(process.argv.slice(2), processTerminal);
