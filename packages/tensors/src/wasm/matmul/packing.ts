import { add, const as c, times } from '../assembler/i32.ts';
import {
  type Code,
  type FunctionRef,
  f32,
  forLoop,
  get,
  i32,
  type Local,
  type ModuleBuilder,
  seq,
  set,
  v128,
  when,
  whileLoop,
} from '../assembler.ts';

type Vectors = readonly [Local, Local, Local, Local];

/** Transposes four vectors in place. */
const transpose = ([a, b, c, d]: Vectors, [p, q, r, s]: Vectors): Code =>
  seq(
    set(p, v128.lanes(get(a), get(b), [0, 4, 1, 5])),
    set(q, v128.lanes(get(a), get(b), [2, 6, 3, 7])),
    set(r, v128.lanes(get(c), get(d), [0, 4, 1, 5])),
    set(s, v128.lanes(get(c), get(d), [2, 6, 3, 7])),
    set(a, v128.lanes(get(p), get(r), [0, 1, 4, 5])),
    set(b, v128.lanes(get(p), get(r), [2, 3, 6, 7])),
    set(c, v128.lanes(get(q), get(s), [0, 1, 4, 5])),
    set(d, v128.lanes(get(q), get(s), [2, 3, 6, 7])),
  );

/**
 * Packs `lanes` (rows of A, columns of B) of a panel of `width`, from 5 to 8: `packed[k][lane]`. What
 * is past the edge is anything: it ends in sums that nobody reads. Two overlapping groups of four
 * where either stride is one element, else one by one.
 * (source, laneStride, depthStride, depth, lanes, packed)
 */
export const definePackPanel = (module: ModuleBuilder, width: number): FunctionRef =>
  module.define({ params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (body) => {
    const [source, laneStride, depthStride, depth, lanes, packed] = body.params;
    const [k, from, to, lane, last] = body.locals('i32', 5);
    const [a, b, d, e, p, q, r, s] = body.locals('v128', 8);
    const vectors: Vectors = [a, b, d, e];
    const spare: Vectors = [p, q, r, s];
    const offsets = Array.from({ length: width }, () => body.local('i32'));
    const advance = seq(
      set(from, add(get(from), get(depthStride))),
      set(to, add(get(to), c(4 * width))),
      set(k, add(get(k), c(1))),
    );
    const eachDepth = (visit: Code): Code =>
      whileLoop(i32.lt(get(k), get(depth)), seq(visit, advance));

    const together = seq(
      set(last, times(i32.sub(get(lanes), c(4)), 4)),
      eachDepth(
        seq(
          v128.store(get(to), v128.load(get(from))),
          v128.store(add(get(to), get(last)), v128.load(add(get(from), get(last)))),
        ),
      ),
    );

    // Past the edge the last lane is read again.
    const transposed = seq(
      ...offsets.map((offset, n) =>
        set(offset, i32.mul(get(laneStride), i32.min(c(n), i32.sub(get(lanes), c(1))))),
      ),
      whileLoop(
        i32.lt(add(get(k), c(3)), get(depth)),
        seq(
          ...[0, width - 4].map((group) =>
            seq(
              ...vectors.map((vector, i) =>
                set(vector, v128.load(add(get(from), get(offsets[group + i]!)))),
              ),
              transpose(vectors, spare),
              ...vectors.map((vector, i) =>
                v128.store(get(to), get(vector), 4 * (i * width + group)),
              ),
            ),
          ),
          set(from, add(get(from), c(16))),
          set(to, add(get(to), c(16 * width))),
          set(k, add(get(k), c(4))),
        ),
      ),
    );

    const oneByOne = eachDepth(
      forLoop(
        lane,
        c(0),
        get(lanes),
        1,
        f32.store(
          add(get(to), times(get(lane), 4)),
          f32.load(add(get(from), i32.mul(get(lane), get(laneStride)))),
        ),
      ),
    );

    return seq(
      set(from, get(source)),
      set(to, get(packed)),
      when(
        i32.and(i32.eq(get(laneStride), c(4)), i32.gt(get(lanes), c(3))),
        together,
        seq(when(i32.eq(get(depthStride), c(4)), transposed), oneByOne),
      ),
    );
  });

/**
 * Packs two panels of `width` elements that lie side by side, one behind the other.
 * (source, depthStride, depth, packed)
 */
export const definePackPair = (module: ModuleBuilder, width: number): FunctionRef =>
  module.define({ params: ['i32', 'i32', 'i32', 'i32'] }, (body) => {
    const [source, depthStride, depth, packed] = body.params;
    const second = body.local('i32');
    const vectors = Array.from({ length: width / 4 }, (_, i) => 16 * i);
    const copy = (to: Local, from: number): Code =>
      seq(...vectors.map((at) => v128.store(get(to), v128.load(get(source), from + at), at)));
    return seq(
      set(second, add(get(packed), times(get(depth), 4 * width))),
      whileLoop(
        get(depth),
        seq(
          copy(packed, 0),
          copy(second, 4 * width),
          set(source, add(get(source), get(depthStride))),
          set(packed, add(get(packed), c(4 * width))),
          set(second, add(get(second), c(4 * width))),
          set(depth, i32.sub(get(depth), c(1))),
        ),
      ),
    );
  });
