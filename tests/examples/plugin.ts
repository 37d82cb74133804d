import type { Plugin } from 'vite';
import { withAssertions } from '../../docs/.vitepress/snippets/with-assertions.ts';
import { collectExamples, type Example } from './collect.ts';

const PREFIX = '/@example/';

/** The number of assertions: those that are never reached must not pass. */
const countOf = (code: string): number => code.match(/^__expect\(/gm)?.length ?? 0;

/** Read once, for that is what takes time; a change needs a new run. */
let examples: ReadonlyMap<string, Example> | undefined;

/** Serves each example as a module of its own, `/@example/FILE:LINE.ts`. */
export const examplesPlugin = (root: string): Plugin => ({
  name: 'puregrad-examples',
  resolveId: (id) => (id.startsWith(PREFIX) ? id : undefined),
  load: (id) => {
    if (!id.startsWith(PREFIX)) return undefined;
    const name = id.slice(PREFIX.length).replace(/\.ts$/, '');
    examples ??= new Map(collectExamples(root).map((one) => [`${one.file}:${one.line}`, one]));
    const example = examples.get(name);
    if (example === undefined) throw new Error(`there is no example at ${name}`);
    const code = withAssertions(example.code);
    return `import { expectValue as __expect } from '${root}/tests/examples/expect-value.ts';\n${code}\nexport const asserted = ${countOf(code)};`;
  },
});
