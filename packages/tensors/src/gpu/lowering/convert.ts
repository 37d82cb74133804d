import { float } from '../value.ts';
import type { Lowerings } from '../writer.ts';
import { asFloat, ofWhole } from './halves.ts';

export const convert: Lowerings<'cast' | 'stopGradient'> = {
  cast: (write, node, index) => {
    const x = write.at(node.inputs[0]!, index);
    if (x.kind === 'int') return node.dtype === 'int32' ? x : float(asFloat(write, x));
    if (node.dtype !== 'int32') return x;
    const towardsZero = write.bind(
      `(${x.x} < 0) ? 0 - Math.floor(0 - ${x.x}) : ((${x.x} === ${x.x}) ? Math.floor(${x.x}) : 0)`,
    );
    return ofWhole(write, towardsZero);
  },
  stopGradient: (write, node, index) => write.at(node.inputs[0]!, index),
};
