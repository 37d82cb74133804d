import type { Attributes, Spec } from '../primitives.ts';
import { sizeOf } from '../shape.ts';
import { isConcrete, type Tensor } from '../tensor.ts';
import { defaultEngine } from './default-engine.ts';
import type { Program } from './engine.ts';
import type { Graph } from './graph.ts';

/** Multiplications from which a product is worth a program of its own: made in about 2 ms, kept for the next. */
const WORTHWHILE = 2 ** 21;
/** The most programs that are kept, and the most elements of all of them together. */
const MOST_PROGRAMS = 8;
const MOST_ELEMENTS = 2 ** 26;

interface CachedProgram {
  readonly program: Program;
  readonly elements: number;
}

/** By signature, the one used last at the end. */
const cache = new Map<string, CachedProgram>();

const forget = (signature: string): void => {
  cache.get(signature)?.program.free?.();
  cache.delete(signature);
};

const keep = (signature: string, one: CachedProgram): void => {
  cache.delete(signature);
  cache.set(signature, one);
  const total = (): number => [...cache.values()].reduce((sum, { elements }) => sum + elements, 0);
  while (cache.size > MOST_PROGRAMS || (cache.size > 1 && total() > MOST_ELEMENTS))
    forget(cache.keys().next().value as string);
};

const graphOf = (attributes: Attributes['matmul'], inputs: readonly Spec[], spec: Spec): Graph => ({
  nodes: [
    ...inputs.map(({ shape, dtype }, index) => ({ kind: 'input', index, shape, dtype }) as const),
    { kind: 'primitive', primitive: 'matmul', attributes, inputs: [0, 1], ...spec },
  ],
  inputCount: 2,
  outputs: [2],
});

/**
 * A large product of plain float32 values, computed by the engine that compiled programs run on: tens of
 * times as fast as plain loops. Undefined for other products.
 */
export const eagerProduct = (
  attributes: Attributes['matmul'],
  inputs: readonly Tensor[],
  spec: Spec,
): Tensor | undefined => {
  if (spec.dtype !== 'float32' || !inputs.every(isConcrete)) return undefined;
  const a = inputs[0]!;
  const depth = a.shape.at(attributes.transposeA ? -2 : -1)!;
  const elements = sizeOf(spec.shape);
  if (elements * depth < WORTHWHILE) return undefined;
  const signature = JSON.stringify([attributes, ...inputs.map(({ shape }) => shape)]);
  const one = cache.get(signature) ?? {
    program: defaultEngine().prepare(graphOf(attributes, inputs, spec), new Set()),
    elements: inputs.reduce((sum, { size }) => sum + size, 2 * elements),
  };
  keep(signature, one);
  return one.program.run(inputs)[0]!;
};
