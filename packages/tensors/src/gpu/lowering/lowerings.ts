import type { Primitive } from '../../primitives.ts';
import type { Lowerings } from '../writer.ts';
import { binary, compare } from './binary.ts';
import { convert } from './convert.ts';
import { images } from './images.ts';
import { indexing } from './indexing.ts';
import { matmul } from './matmul.ts';
import { movement } from './movement.ts';
import { random } from './random.ts';
import { reduce } from './reduce.ts';
import { select } from './select.ts';
import { unary } from './unary.ts';

/** The code of each primitive in a gpu.js kernel. */
export const lowerings: Lowerings<Primitive> = {
  ...unary,
  ...binary,
  ...compare,
  ...select,
  ...reduce,
  ...movement,
  ...indexing,
  ...images,
  ...matmul,
  ...convert,
  ...random,
};
