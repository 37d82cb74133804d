import type { Helper } from '../helpers.ts';
import { texelProduct } from '../texel-product.ts';
import { type Expression, floatValue } from '../value.ts';
import type { Lowerings, NodeOf, Writer } from '../writer.ts';
import { sumOf } from './sum.ts';

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
      return floatValue(write.callNative(product, write.variable(row), write.variable(column)));
    const term = (k: Expression): Expression =>
      `${write.floatExpressionAt(a!, left(k))} * ${write.floatExpressionAt(b!, right(k))}`;
    return floatValue(sumOf(write, depth, term));
  },
};

/** The function for two matrices in memory, if the device reads four elements at a time. */
const wholeProduct = (
  write: Writer,
  { inputs: [a, b], shape, attributes }: NodeOf<'matmul'>,
  k: number,
): Helper | undefined => {
  if (shape.length !== 2) return undefined;
  const [m, n] = shape as readonly [number, number];
  const product = texelProduct({ m, k, n, ...attributes });
  if (product === undefined) return undefined;
  const [left, right] = [write.argumentOf(a!), write.argumentOf(b!)];
  return left === undefined || right === undefined ? undefined : product(left, right);
};
