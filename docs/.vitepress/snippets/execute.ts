import { transform } from 'sucrase';
import type { Message } from './messages.ts';
import { packages } from './packages.ts';
import { isNear, show } from './show.ts';
import { withAssertions } from './with-assertions.ts';

type Post = (message: Message) => void;

/** Runs the code of a snippet, and posts what it prints, compares and throws. */
export const execute = async (code: string, post: Post): Promise<void> => {
  const start = performance.now();
  try {
    await run(code, post);
  } catch (error) {
    post({ kind: 'text', text: show(error), isError: true });
  }
  post({ kind: 'done', milliseconds: performance.now() - start });
};

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: readonly string[]
) => (...values: readonly unknown[]) => Promise<void>;

const run = async (code: string, post: Post): Promise<void> => {
  const { code: plain } = transform(withAssertions(code), {
    transforms: ['typescript', 'imports'],
    preserveDynamicImport: true,
  });
  const modules = new Map<string, unknown>();
  for (const name of importedBy(plain)) {
    const load = packages[name];
    if (load === undefined)
      throw new Error(
        `'${name}' cannot be imported on this page; available: ${Object.keys(packages).join(', ')}`,
      );
    modules.set(name, await load());
  }
  const body = new AsyncFunction('require', 'exports', 'console', '__expect', plain);
  const compare = (actual: unknown, expected: unknown): void =>
    post({
      kind: 'value',
      actual: show(actual),
      expected: show(expected),
      isSame: isNear(actual, expected),
    });
  await body((name: string) => modules.get(name), {}, consoleOf(post), compare);
};

/** The modules that code imports: they are loaded before it starts. */
const importedBy = (code: string): readonly string[] =>
  [...code.matchAll(/\brequire\('([^']+)'\)/g)].map(([, name]) => name!);

/** A console that posts what it is given. */
const consoleOf = (post: Post) => {
  const textOf = (values: readonly unknown[]): string => values.map(show).join(' ');
  const log = (...values: readonly unknown[]): void => post({ kind: 'text', text: textOf(values) });
  const error = (...values: readonly unknown[]): void =>
    post({ kind: 'text', text: textOf(values), isError: true });
  const table = (rows: unknown): void =>
    Array.isArray(rows) && rows.length > 0 && rows.every(isRow) ? post(tableOf(rows)) : log(rows);
  return { ...globalThis.console, log, info: log, warn: log, error, table };
};

type Row = Readonly<Record<string, unknown>>;

const isRow = (row: unknown): row is Row =>
  typeof row === 'object' && row !== null && !Array.isArray(row);

const isNumeric = (row: Row): row is Readonly<Record<string, number>> =>
  Object.values(row).every((value) => typeof value === 'number');

/** Three rows of numbers or more are a chart, others a table. */
const tableOf = (rows: readonly Row[]): Message =>
  rows.length > 2 && Object.keys(rows[0]!).length > 1 && rows.every(isNumeric)
    ? { kind: 'chart', rows }
    : {
        kind: 'table',
        rows: rows.map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, value]) => [name, show(value)])),
        ),
      };
