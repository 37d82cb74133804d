import { expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { primitiveChecks } from '../testing/primitive-checks.ts';
import { sliceOf } from '../testing/slice.ts';
import { createWasmEngine, TUNING } from './wasm-engine.ts';

const engine = createWasmEngine({ threads: 1 }, TUNING);

/** Reductions over all sets of axes are tried; of the others a slice has every kind of step. */
const oneIn: { readonly [primitive: string]: number } = { sum: 1, max: 1 };

it.each(Object.entries(primitiveChecks))('%s never leaves compiled code', (primitive, checks) => {
  const runners = sliceOf(checks, oneIn[primitive] ?? 4, 0).flatMap(({ f, args }) =>
    compile(f, { engine })
      .inspect(...args)
      .profile.groups.map(({ runner }) => runner),
  );
  expect(runners.filter((runner) => runner !== '1 thread')).toEqual([]);
});
