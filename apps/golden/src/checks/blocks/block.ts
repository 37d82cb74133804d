import { dense, type SameShape, type Stage, type Variables } from '@puregrad/layers';
import { type ActivationLayerName, activationsByName } from '@puregrad/layers/names';
import type { FloatDType, Tensor } from '@puregrad/tensors';
import { type Unsupported, unsupported } from '../../check.ts';
import type { GoldenRecord } from '../../format.ts';
import { arrayAt, recordAt, stringAt } from '../../read.ts';

/** The arrays of a case as tensors, in the same objects and lists. */
export type Inputs = { readonly [name: string]: Tree };
type Tree = Tensor | readonly Tree[] | Inputs;

/** A case as networks are made of it. */
export interface Given {
  readonly config: GoldenRecord;
  readonly inputs: GoldenRecord;
  readonly dtype: FloatDType;
}

/** An output, as a function of the inputs with gradients, and of those that are integers. */
export type Program = (at: Inputs, whole: Inputs) => Tensor;

export const tensorIn = (at: Inputs, name: string): Tensor => at[name] as Tensor;

/** Those of the named inputs that are there. */
export const variablesIn = (at: Inputs, ...names: readonly string[]): Variables =>
  Object.fromEntries(
    names.flatMap((name) => (name in at ? [[name, at[name] as Tensor | Variables]] : [])),
  );

export const widthOf = (inputs: GoldenRecord, name: string): number =>
  arrayAt(inputs, name).shape.at(-1)!;

/** The dense layer of the sizes of a kernel, and of the bias beside it. */
export const denseOf = (inputs: GoldenRecord, name: string): Stage<number, number> => {
  const part = recordAt(inputs, name);
  return dense(widthOf(part, 'kernel'), { useBias: 'bias' in part, name });
};

/** Without those that have parameters. */
const plain: ReadonlySet<string> = new Set(
  Object.keys(activationsByName).filter((name) => name !== 'prelu' && name !== 'rrelu'),
);

/** The first activation of a case that the packages do not have. */
export const unknownActivation = (config: GoldenRecord): Unsupported | undefined => {
  const wanted = Object.entries(config).filter(([key]) => /activation$/i.test(key));
  const unknown = wanted.find(([, name]) => typeof name !== 'string' || !plain.has(name));
  return unknown && unsupported(`activation '${String(unknown[1])}' in a block`);
};

export const activationOf = (config: GoldenRecord, key = 'activation'): SameShape =>
  activationsByName[stringAt(config, key) as ActivationLayerName].make();
