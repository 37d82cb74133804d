// Vitest's way to declare tests, as far as our tests use it: what a file declares becomes a list.
import { format } from 'node:util';

/** Declares a test, or a suite, for each row. */
const each = (declare) => (rows) => (name, body) => {
  const areLists = rows.every((row) => Array.isArray(row)); // Else a list is one value, as the others are.
  for (const row of rows) {
    const values = areLists ? row : [row];
    const taken = values.slice(0, (name.match(/%[^%]/g) ?? []).length);
    declare(format(name, ...taken), () => body(...values));
  }
};

const hooksOf = (when, from) =>
  from === undefined
    ? []
    : [...hooksOf(when, from.parent), ...from.hooks.filter((one) => one.when === when)];
const call = async (hooks) => {
  for (const one of hooks) await one.body();
};

/** `beforeAll` runs before each test, so that no test depends on another. */
const runnable = ({ id, body, suite }) => ({
  id,
  run: async () => {
    await call(hooksOf('beforeAll', suite));
    await call(hooksOf('beforeEach', suite));
    await body();
  },
  after: async () => {
    await call(hooksOf('afterEach', suite));
    await call(hooksOf('afterAll', suite));
  },
});

/** The functions that test files call, and what they collected: tests with their hooks. */
export function collector() {
  const tests = [];
  const ids = new Map();
  let file;
  let suite;

  const idOf = (name) => {
    const id = `${file}#${[...suite.names, name].join(' ')}`;
    const count = ids.get(id) ?? 0;
    ids.set(id, count + 1);
    return count === 0 ? id : `${id} (${count + 1})`; // Names may repeat.
  };

  const describe = (name, body) => {
    const parent = suite;
    suite = { names: [...parent.names, name], hooks: [], parent };
    body();
    suite = parent;
  };
  const it = (name, body) => {
    tests.push({ id: idOf(name), body, suite });
  };
  describe.each = each(describe);
  it.each = each(it);

  const hook = (when) => (body) => suite.hooks.push({ when, body });
  const api = {
    ...{ describe, it, test: it },
    beforeAll: hook('beforeAll'),
    afterAll: hook('afterAll'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
  };
  return {
    api,
    begin: (name) => {
      file = name;
      suite = { names: [], hooks: [], parent: undefined };
    },
    collected: () => tests.map(runnable),
  };
}
