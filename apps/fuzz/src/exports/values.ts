import { dense, initialize, input, type Network } from '@puregrad/layers';
import { key, pipe, type Tensor, tensor } from '@puregrad/tensors';

const made = new WeakSet<object>();

/** A value made by one of our functions. Users do not write its fields by hand, so it is replaced as a whole. */
export const whole = <T extends object>(value: T): T => {
  made.add(value);
  return value;
};
export const isWhole = (value: object): boolean => made.has(value);

/** The values of valid calls. */
export const matrix = (): Tensor =>
  tensor([
    [1, 2],
    [3, 4],
  ]);
export const vector = (): Tensor => tensor([1, -2]);
export const labels = (): Tensor => tensor([0, 1], { dtype: 'int32' });
export const images = (): Tensor => tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], { shape: [1, 3, 3, 1] });
export const seed = (): Tensor => key(1);
export const network = (): Network<2, 2> => whole(pipe(input(2), dense(2)));
export const variables = () => whole(initialize(network(), key(1)));
export const data = () => ({ x: matrix(), y: labels() });

/** Parameters with a name that masks recognize. */
export const point = () => ({ w: { kernel: vector() } });
