import type { DType, Shape, Tensor } from '@puregrad/tensors';
import { type Attributes, bind, type Primitive } from '@puregrad/tensors/interpreters';

/** A primitive applied to earlier values, which are numbered: first the inputs, then the results of steps. */
export interface Step<P extends Primitive = Primitive> {
  readonly primitive: P;
  readonly attributes: Attributes[P];
  readonly inputs: readonly number[];
  /** Whether float32 rounds the result, given the known inputs. */
  readonly rounds: boolean;
}

export interface PlanInput {
  readonly shape: Shape;
  /** The type for the engines; the oracle represents floats as float64. */
  readonly dtype: 'float32' | 'int32';
  /** The elements of each call. */
  readonly calls: readonly (readonly number[])[];
}

/** A program as a plain value. */
export interface Plan {
  readonly inputs: readonly PlanInput[];
  readonly steps: readonly Step[];
  readonly outputs: readonly number[];
}

export type FloatType = 'float32' | 'float64';

/** Attributes for another float type, which only a cast names. */
const attributesFor = (step: Step, float: FloatType): Attributes[Primitive] =>
  'dtype' in step.attributes && step.attributes.dtype !== 'int32'
    ? { dtype: float satisfies DType }
    : step.attributes;

export const runStep = (step: Step, inputs: readonly Tensor[], float: FloatType): Tensor =>
  bind(step.primitive, attributesFor(step, float), inputs);

/** The values of a plan's outputs; `after` may change the result of each step. */
export const runPlan = (
  { steps, outputs }: Plan,
  inputs: readonly Tensor[],
  float: FloatType,
  after: (result: Tensor, step: Step, place: number) => Tensor = (result) => result,
): readonly Tensor[] => {
  const values = [...inputs];
  for (const [place, step] of steps.entries()) {
    const given = step.inputs.map((id) => values[id]!);
    values.push(after(runStep(step, given, float), step, place));
  }
  return outputs.map((id) => values[id]!);
};

/** The plan without the steps that the outputs do not need. */
export const withoutUnused = ({ inputs, steps, outputs }: Plan): Plan => {
  const needed = new Set(outputs);
  for (let id = inputs.length + steps.length - 1; id >= inputs.length; id--)
    if (needed.has(id)) for (const input of steps[id - inputs.length]!.inputs) needed.add(input);
  const kept = [...inputs, ...steps].flatMap((_, id) => (needed.has(id) ? [id] : []));
  const renumbered = new Map(kept.map((id, place) => [id, place]));
  return {
    inputs: inputs.filter((_, id) => needed.has(id)),
    steps: steps
      .filter((_, place) => needed.has(inputs.length + place))
      .map((step) => ({ ...step, inputs: step.inputs.map((id) => renumbered.get(id)!) })),
    outputs: outputs.map((id) => renumbered.get(id)!),
  };
};
