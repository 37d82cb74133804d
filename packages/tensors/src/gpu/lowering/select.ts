import type { Lowerings } from '../writer.ts';
import { choose, isNotZero } from './halves.ts';

export const select: Lowerings<'where'> = {
  where: (write, node, index) => {
    const [condition, a, b] = node.inputs;
    const isChosen = isNotZero(write.intValueAt(condition!, index));
    return choose(write, `(${isChosen})`, write.at(a!, index), write.at(b!, index));
  },
};
