import { float } from '../value.ts';
import type { Lowerings } from '../writer.ts';
import { chooseWord, isNotZero } from './halves.ts';

export const select: Lowerings<'where'> = {
  where: (write, node, index) => {
    const [condition, p, q] = node.inputs;
    const isChosen = isNotZero(write.intAt(condition!, index));
    const a = write.at(p!, index);
    const b = write.at(q!, index);
    if (a.kind === 'float' && b.kind === 'float')
      return float(write.bind(`(${isChosen}) ? ${a.x} : ${b.x}`));
    if (a.kind === 'int' && b.kind === 'int') return chooseWord(write, `(${isChosen})`, a, b);
    throw new Error('where: branches of two types');
  },
};
