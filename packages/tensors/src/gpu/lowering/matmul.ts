import { type Expression, float } from '../value.ts';
import type { Lowerings } from '../writer.ts';
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
