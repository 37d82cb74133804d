import { expect, it } from 'vitest';
import {
  type CliError,
  exitCodeOf,
  inputError,
  problemsOf,
  renderError,
  usageError,
  workError,
} from './errors.ts';
import { ExitCode } from './exit-code.ts';

const message = 'why';
const nonFinite = { epoch: 1, step: 2, layer: 'dense1', what: 'loss', message } as const;

it.each<[ExitCode, CliError]>([
  [ExitCode.usage, usageError(['one', 'two'])],
  [ExitCode.usage, inputError(message)],
  [ExitCode.usage, { _tag: 'FileNotFound', source: 'a.csv', message }],
  [ExitCode.usage, { _tag: 'Unwritable', source: 'a', message }],
  [ExitCode.usage, { _tag: 'ModelError', message }],
  [ExitCode.failed, { _tag: 'NonFinite', ...nonFinite }],
  [ExitCode.failed, { _tag: 'CheckpointMismatch', message }],
  [ExitCode.failed, workError(inputError(message))],
])('an error ends with code %i, and a line for each problem: %o', (code, error) => {
  const lines: string[] = [];
  const terminal = {
    out: () => {},
    err: (line: string) => lines.push(line),
    screen: undefined,
    onInterrupt: () => () => {},
    isRead: async () => true,
  };
  expect(exitCodeOf(error)).toBe(code);
  expect(renderError(terminal)(error)).toBe(code);
  expect(lines).toEqual(problemsOf(error).map((problem) => `puregrad: ${problem}`));
});
