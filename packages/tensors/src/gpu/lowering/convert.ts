import { floatValue, intLiteral } from '../value.ts';
import type { Lowerings } from '../writer.ts';
import { asFloat, chooseWord, ofWhole } from './halves.ts';

export const convert: Lowerings<'cast' | 'stopGradient'> = {
  cast: (write, node, index) => {
    const x = write.at(node.inputs[0]!, index);
    if (x.kind === 'int') return node.dtype === 'int32' ? x : floatValue(asFloat(write, x));
    if (node.dtype !== 'int32') return x;
    // The ends of the range of int32, in halves: no float equals 2³¹ - 1.
    const half = write.bind(`${x.x} / 65536`);
    const inside = write.bind(`(${half} >= -32768 && ${half} < 32768) ? ${x.x} : 0`);
    const word = ofWhole(
      write,
      write.bind(`${inside} < 0 ? 0 - Math.floor(0 - ${inside}) : Math.floor(${inside})`),
    );
    const most = chooseWord(write, `${half} >= 32768`, intLiteral(2 ** 31 - 1), word);
    return chooseWord(write, `${half} < -32768`, intLiteral(-(2 ** 31)), most);
  },
  stopGradient: (write, node, index) => write.at(node.inputs[0]!, index),
};
