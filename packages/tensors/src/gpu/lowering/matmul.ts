import type { Helper } from '../helpers.ts';
import { texelProduct } from '../texel-product.ts';
import { type Expression, float } from '../value.ts';
import type { Lowerings, NodeOf, Writer } from '../writer.ts';
import { multiplyWords } from './halves.ts';
import { sumOf, sumOfWords } from './sum.ts';

export const matmul: Lowerings<'matmul'> = {
  matmul: (write, node, index) => {
    const [a, b] = node.inputs;
    const { transposeA, transposeB } = node.attributes;
    const stack = index.slice(0, -2);
    const [row, column] = index.slice(-2) as [Expression, Expression];
    const depth = write.specOf(a!).shape.at(transposeA ? -2 : -1)!;
    const left = (k: Expression) => [...stack, ...(transposeA ? [k, row] : [row, k])];
    const right = (k: Expression) => [...stack, ...(transposeB ? [column, k] : [k, column])];
    const product = write.hasTexels ? wholeProduct(write, node, depth) : undefined;
    if (product !== undefined)
      return float(write.callNative(product, write.variable(row), write.variable(column)));
    return node.dtype === 'int32'
      ? sumOfWords(write, depth, (k) =>
          multiplyWords(write, write.intAt(a!, left(k)), write.intAt(b!, right(k))),
        )
      : float(
          sumOf(
            write,
            depth,
            (k) => `${write.floatAt(a!, left(k))} * ${write.floatAt(b!, right(k))}`,
          ),
        );
  },
};

/** The function for two matrices of floats that lie in memory, where the device reads them four by four. */
const wholeProduct = (
  write: Writer,
  { inputs: [a, b], shape, dtype, attributes }: NodeOf<'matmul'>,
  k: number,
): Helper | undefined => {
  if (dtype === 'int32' || shape.length !== 2) return undefined;
  const [m, n] = shape as readonly [number, number];
  const product = texelProduct({ m, k, n, ...attributes });
  if (product === undefined) return undefined;
  const [left, right] = [write.argumentOf(a!), write.argumentOf(b!)];
  return left === undefined || right === undefined ? undefined : product(left, right);
};
