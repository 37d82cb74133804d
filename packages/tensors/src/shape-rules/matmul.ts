import { ShapeError } from '../errors.ts';
import { sameShape, showShape } from '../shape.ts';
import { requireFloat, requireSameDType, type ShapeRules } from './rule.ts';

export const matmul: ShapeRules<'matmul'> = {
  matmul: ({ transposeA, transposeB }, [a, b]) => {
    requireFloat('matmul', a!);
    requireFloat('matmul', b!);
    const dtype = requireSameDType('matmul', [a!, b!]);
    const stackA = a!.shape.slice(0, -2);
    const [rows, innerA] = matrixOf(a!.shape, transposeA);
    const [innerB, columns] = matrixOf(b!.shape, transposeB);
    if (innerA !== innerB || !sameShape(stackA, b!.shape.slice(0, -2)))
      throw new ShapeError(
        `matmul: shapes ${showShape(a!.shape)}${transposeA ? ' (transposed)' : ''} and ${showShape(b!.shape)}${transposeB ? ' (transposed)' : ''} do not fit: the inner lengths ${innerA} and ${innerB} must be equal`,
      );
    return { shape: [...stackA, rows, columns], dtype };
  },
};

const matrixOf = (shape: readonly number[], transpose: boolean): readonly [number, number] => {
  if (shape.length < 2)
    throw new ShapeError(`matmul: needs matrices or stacks of them, got shape ${showShape(shape)}`);
  const [m, n] = shape.slice(-2) as [number, number];
  return transpose ? [n, m] : [m, n];
};
