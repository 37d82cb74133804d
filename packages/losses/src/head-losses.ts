import { ArgumentError, add, isTensor, mean, mul, type Tensor } from '@puregrad/tensors';
import { checkOptions, requireNumber, requireTensor } from '@puregrad/tensors/interpreters';

/**
 * A tensor for each head of a network, by the head's name; heads may have heads themselves.
 *
 * @example
 * ```ts
 * import type { HeadTensors } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * const targets: HeadTensors = { kind: tensor([0, 1], { dtype: 'int32' }), age: tensor([[30], [40]]) };
 * Object.keys(targets); // => ['kind', 'age']
 * ```
 */
export type HeadTensors = { readonly [head: string]: Tensor | HeadTensors };

/** Losses of the output and the targets of one head, or their mean. */
export type LossOfTensor = (output: Tensor, targets: Tensor) => Tensor;

/** A loss of one head: a function, or `headLosses` of its heads. */
type LossOfHead = LossOfTensor | { readonly heads: { readonly [head: string]: HeadLoss } };

/** The loss of a head, alone or with its weight, 1 by default. */
export type HeadLoss =
  | LossOfHead
  | { readonly loss: LossOfHead; readonly weight?: number | undefined };

type TensorsOf<L> = L extends { readonly heads: infer H }
  ? TensorsOfHeads<H>
  : L extends { readonly loss: infer M }
    ? TensorsOf<M>
    : Tensor;

/** The tensors that losses of heads take. */
export type TensorsOfHeads<H> = { readonly [K in keyof H]: TensorsOf<H[K]> };

/** How `headLosses` makes one number of a head. */
export interface HeadLossesOptions {
  /** The scalar loss of one head; the mean of its losses by default. */
  readonly each?: (loss: LossOfTensor, output: Tensor, targets: Tensor) => Tensor;
}

/** The losses of several heads as one loss, a scalar. */
export interface HeadLosses<T> {
  (outputs: T, targets: T, options?: HeadLossesOptions): Tensor;
  /** The loss and the weight of each head. */
  readonly heads: {
    readonly [K in keyof T]: {
      readonly loss: T[K] extends Tensor ? LossOfTensor : HeadLosses<T[K]>;
      readonly weight: number;
    };
  };
}

interface Head {
  readonly loss: LossOfTensor | HeadLosses<HeadTensors>;
  readonly weight: number;
}

const headOf = (name: string, given: HeadLoss): Head => {
  checkOptions('headLosses', { [name]: given }, { [name]: 'function|{loss}' });
  const { loss, weight = 1 } =
    typeof given === 'object' && 'loss' in given
      ? checkOptions('headLosses', given, { loss: 'function', weight: 'number?' })
      : { loss: given };
  requireNumber('headLosses', { [`${name}.weight`]: weight }, '[0, ∞)');
  return { loss: loss as Head['loss'], weight };
};

/** @throws ArgumentError naming the first head that is missing or left over. */
const requireHeads = (what: string, given: HeadTensors, names: readonly string[]): void => {
  checkOptions('headLosses', { [what]: given }, { [what]: 'object' });
  const has = Object.keys(given);
  const missing = names.find((name) => !has.includes(name));
  if (missing !== undefined)
    throw new ArgumentError(
      `headLosses: the ${what} have no head '${missing}', only ${has.join(', ')}; leave its loss out, or name it as the network does`,
    );
  const surplus = has.find((name) => !names.includes(name));
  if (surplus !== undefined)
    throw new ArgumentError(
      `headLosses: the head '${surplus}' of the ${what} has no loss, only ${names.join(', ')} have; give it one, or leave the head out`,
    );
};

const requireOne = (what: string, value: Tensor | HeadTensors): Tensor => {
  if (!isTensor(value))
    throw new ArgumentError(
      `headLosses: ${what} has heads of its own; give it a loss of them, made by headLosses`,
    );
  return value;
};

/**
 * The loss of a network with several heads: the weighted sum of the heads' mean losses,
 *
 * `Σₕ wₕ · mean(lossₕ(outputₕ, targetsₕ))`.
 *
 * It takes records of outputs and targets with these very heads. A head of weight 0 is left out, whatever its loss. A head
 * that has heads itself takes another `headLosses`.
 *
 * @param heads a loss for each head, or `{ loss, weight }` with a finite weight that is not below 0, 1 by default.
 * @returns a loss for `fit`, or for a call of your own, which gives a scalar.
 * @throws ArgumentError if there are no heads, if all weights are 0, or for a weight out of range; from the loss itself,
 * if outputs or targets lack a head, or have another one.
 * @example
 * ```ts
 * import { headLosses, meanSquaredError, sparseSoftmaxCrossEntropy } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * const loss = headLosses({
 *   kind: sparseSoftmaxCrossEntropy,
 *   age: { loss: meanSquaredError, weight: 0.25 },
 * });
 * const outputs = { kind: tensor([[0, 1000], [1000, 0]]), age: tensor([3, 5]) };
 * const targets = { kind: tensor([1, 0], { dtype: 'int32' }), age: tensor([1, 1]) };
 * loss(outputs, targets).item(); // => 2.5
 * ```
 *
 * Keras calls the weights `loss_weights`. PyTorch leaves the sum to the caller.
 */
export const headLosses = <const H extends { readonly [head: string]: HeadLoss }>(
  heads: H,
): HeadLosses<TensorsOfHeads<H>> => {
  checkOptions('headLosses', { heads }, { heads: 'object' });
  const all = Object.entries(heads).map(([name, head]) => [name, headOf(name, head)] as const);
  if (!all.some(([, { weight }]) => weight > 0))
    throw new ArgumentError(
      `headLosses: ${all.length === 0 ? 'there are no heads' : 'all weights are 0'}; give a loss to at least one head, with a weight above 0`,
    );
  const names = all.map(([name]) => name);
  const total = (
    outputs: HeadTensors,
    targets: HeadTensors,
    options: HeadLossesOptions = {},
  ): Tensor => {
    const { each = meanOf } = checkOptions('headLosses', options, { each: 'function?' });
    requireHeads('outputs', outputs, names);
    requireHeads('targets', targets, names);
    return all
      .filter(([, { weight }]) => weight > 0)
      .map(([name, { loss, weight }]) => {
        const [output, target] = [outputs[name]!, targets[name]!];
        const value =
          'heads' in loss
            ? loss(output as HeadTensors, target as HeadTensors, { each })
            : each(
                loss,
                requireOne(`outputs.${name}`, output),
                requireOne(`targets.${name}`, target),
              );
        // A head of weight 1 keeps the bits of its own loss.
        return weight === 1 ? value : mul(value, weight);
      })
      .reduce(add);
  };
  return Object.assign(total, { heads: Object.fromEntries(all) }) as unknown as HeadLosses<
    TensorsOfHeads<H>
  >;
};

const meanOf = (loss: LossOfTensor, output: Tensor, targets: Tensor): Tensor =>
  mean(requireTensor('headLosses', loss(output, targets)));
