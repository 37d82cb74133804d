import { dense, type Initializer, input, type Network } from '@puregrad/layers';
import { mul, normal } from '@puregrad/tensors';

/** What is appended for each hidden layer of a width. */
export type Block = (
  width: number,
) => (network: Network<number, number>) => Network<number, number>;

/** From the 784 pixels of a digit through hidden layers to its ten logits. */
export const digitNetwork = (
  widths: readonly number[],
  block: Block,
  kernelInit?: Initializer,
): Network<number, number> => {
  const hidden = widths.reduce<Network<number, number>>(
    (network, width) => block(width)(network),
    input(784),
  );
  return dense(10, kernelInit && { kernelInit })(hidden);
};

/** So many layers of one width. */
export const layersOf = (depth: number, width: number): readonly number[] =>
  Array.from({ length: depth }, () => width);

/** Weights of a normal distribution whatever the layer's width: what was usual before 2010. */
export const gaussian =
  (std: number): Initializer =>
  (key, shape, dtype) =>
    mul(normal(key, shape, { dtype }), std);
