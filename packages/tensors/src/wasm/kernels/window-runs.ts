import { add, const as c } from '../assembler/i32.ts';
import { type Body, type Code, forLoop, get, type Local, seq, set } from '../assembler.ts';
import type { Runs } from './window-layout.ts';

/** The number of vectors up to which code is repeated rather than looped over. */
const MOST_REPEATED = 64;

/** The distances, in bytes, from one row of a window to the next. */
interface RowStrides {
  readonly image: number;
  readonly patch: number;
}

/**
 * Code for each run of some rows of a window, with the addresses of the image and the patch, and the offsets of the run.
 * Few runs are written out with constant offsets; otherwise there is one, in a loop.
 */
export const eachRun = (
  { locals }: Body,
  runs: Runs,
  rows: number,
  strides: RowStrides,
  [image, patch]: readonly [Local, Local],
  visit: (at: readonly [image: Local, patch: Local], offsets: RowStrides) => Code,
): Code => {
  const { count, bytes, imageStride } = runs;
  if (rows * count * Math.ceil(bytes / 16) <= MOST_REPEATED)
    return seq(
      ...Array.from({ length: rows * count }, (_, i) => {
        const [row, run] = [Math.floor(i / count), i % count];
        return visit([image, patch], {
          image: row * strides.image + run * imageStride,
          patch: row * strides.patch + run * bytes,
        });
      }),
    );
  const [row, run, rowImage, rowPatch, runImage, runPatch] = locals('i32', 6);
  const start = (to: Local, from: Local): Code => set(to, get(from));
  const move = (local: Local, bytes: number): Code => set(local, add(get(local), c(bytes)));
  return seq(
    start(rowImage, image),
    start(rowPatch, patch),
    forLoop(
      row,
      c(0),
      c(rows),
      1,
      seq(
        start(runImage, rowImage),
        start(runPatch, rowPatch),
        forLoop(
          run,
          c(0),
          c(count),
          1,
          seq(
            visit([runImage, runPatch], { image: 0, patch: 0 }),
            move(runImage, imageStride),
            move(runPatch, bytes),
          ),
        ),
        move(rowImage, strides.image),
        move(rowPatch, strides.patch),
      ),
    ),
  );
};
