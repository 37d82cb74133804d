import type { DType } from '../../dtype.ts';
import { add, const as c } from '../assembler/i32.ts';
import {
  type Code,
  f32,
  f32x4,
  forLoop,
  get,
  i32,
  i32x4,
  type Local,
  seq,
  v128,
} from '../assembler.ts';

/** The number of vectors that are added one by one rather than in a loop. */
const MOST_REPEATED = 16;

/** Adds words to others. */
export const addWords = (
  k: Local,
  target: Local,
  source: Local,
  words: number,
  dtype: DType,
  at: { readonly target: number; readonly source: number },
): Code => {
  const whole = words - (words % 4);
  const isInt = dtype === 'int32';
  const sum4 = isInt ? i32x4.add : f32x4.add;
  const scalar = isInt ? i32 : f32;
  const addVector = (to: Code, from: Code, offset: number): Code =>
    v128.store(
      to,
      sum4(v128.load(to, at.target + offset), v128.load(from, at.source + offset)),
      at.target + offset,
    );
  const vectors =
    whole <= 4 * MOST_REPEATED
      ? Array.from({ length: whole / 4 }, (_, i) => addVector(get(target), get(source), 16 * i))
      : [
          forLoop(
            k,
            c(0),
            c(4 * whole),
            16,
            addVector(add(get(target), get(k)), add(get(source), get(k)), 0),
          ),
        ];
  const rest = Array.from({ length: words - whole }, (_, i) => {
    const offset = 4 * (whole + i);
    return scalar.store(
      get(target),
      scalar.add(
        scalar.load(get(target), at.target + offset),
        scalar.load(get(source), at.source + offset),
      ),
      at.target + offset,
    );
  });
  return seq(...vectors, ...rest);
};
