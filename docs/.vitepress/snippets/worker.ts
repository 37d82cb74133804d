import { transform } from 'sucrase';
import type { Message } from './messages.ts';
import { packages } from './packages.ts';
import { isNear, show } from './show.ts';
import { withAssertions } from './with-assertions.ts';

const post = (message: Message): void => self.postMessage(message);

const isRow = (row: unknown): row is Readonly<Record<string, unknown>> =>
  typeof row === 'object' && row !== null && !Array.isArray(row);

/** What `console.table` is given: a chart where it is rows of numbers. */
const table = (rows: unknown): void => {
  if (!Array.isArray(rows) || rows.length === 0 || !rows.every(isRow)) {
    log(rows);
    return;
  }
  const isChart =
    rows.length > 2 &&
    Object.keys(rows[0]!).length > 1 &&
    rows.every((row) => Object.values(row).every((value) => typeof value === 'number'));
  if (isChart) post({ kind: 'chart', rows: rows as Record<string, number>[] });
  else
    post({
      kind: 'table',
      rows: rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, show(value)])),
      ),
    });
};

const log = (...values: readonly unknown[]): void =>
  post({ kind: 'text', text: values.map(show).join(' ') });

const console = {
  ...self.console,
  ...{ log, info: log, table },
  warn: log,
  error: (...values: readonly unknown[]) =>
    post({ kind: 'text', text: values.map(show).join(' '), isError: true }),
};

const compare = (actual: unknown, expected: unknown): void =>
  post({
    kind: 'value',
    actual: show(actual),
    expected: show(expected),
    isSame: isNear(actual, expected),
  });

/** Its packages must be at hand before it starts: what it imports stands in quotes. */
const importedBy = (code: string): readonly string[] =>
  [...code.matchAll(/\brequire\('([^']+)'\)/g)].map(([, name]) => name!);

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: readonly string[]
) => (...values: readonly unknown[]) => Promise<void>;

const run = async (code: string): Promise<void> => {
  const { code: plain } = transform(withAssertions(code), {
    transforms: ['typescript', 'imports'],
    preserveDynamicImport: true,
  });
  const modules = new Map<string, unknown>();
  for (const name of importedBy(plain)) {
    const load = packages[name];
    if (load === undefined)
      throw new Error(
        `'${name}' is not at hand here; there are ${Object.keys(packages).join(', ')}`,
      );
    modules.set(name, await load());
  }
  const body = new AsyncFunction('require', 'exports', 'console', '__expect', plain);
  await body((name: string) => modules.get(name), {}, console, compare);
};

self.addEventListener('message', async ({ data }: MessageEvent<string>) => {
  const start = performance.now();
  try {
    await run(data);
  } catch (error) {
    post({ kind: 'text', text: show(error), isError: true });
  }
  post({ kind: 'done', milliseconds: performance.now() - start });
});
