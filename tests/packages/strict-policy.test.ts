import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { execute } from './execute.ts';
import { install, manifests } from './packages.ts';

const program = `
import { compile, add, tensor } from '@puregrad/tensors';
let mayEvaluate = true;
try { new Function('return 1')(); } catch { mayEvaluate = false; }
const step = compile((state, x) => [{ sum: add(state.sum, x), name: state.name }, x]);
let state = { sum: tensor([0, 0]), name: 'a' };
for (let i = 0; i < 3; i++) [state] = step(state, tensor([1, i]));
console.log(mayEvaluate, step.traceCount, state.name, state.sum.toArray().join());
`;

it('programs run where code from strings is forbidden, as on pages with a strict policy', async () => {
  const folder = await install(
    'strict-policy',
    manifests.filter(({ name }) => name === '@puregrad/tensors'),
  );
  writeFileSync(join(folder, 'program.mjs'), program);
  const run = (...flags: readonly string[]) => execute('node', [...flags, 'program.mjs'], folder);
  expect(await run()).toBe('true 1 a 3,3\n');
  expect(await run('--disallow-code-generation-from-strings')).toBe('false 1 a 3,3\n');
});
