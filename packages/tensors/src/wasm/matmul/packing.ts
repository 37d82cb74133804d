import { add, const as c, times } from '../assembler/i32.ts';
import {
  type Body,
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

/** The parameters and the position of the function that packs a panel. */
interface Packing {
  readonly width: number;
  readonly laneStride: Local;
  readonly depthStride: Local;
  readonly depth: Local;
  /** The number of lanes that there are. */
  readonly lanes: Local;
  /** The depth to be packed next, and the addresses that it is read from and written to. */
  readonly k: Local;
  readonly from: Local;
  readonly to: Local;
}

/**
 * Packs `lanes` (rows of A, columns of B) of a panel of `width`, from 5 to 8: `packed[k][lane]`. Lanes past the edge hold
 * any values: they end in sums that are not read. Two overlapping groups of four if either stride is one element, and
 * otherwise one by one. (source, laneStride, depthStride, depth, lanes, packed)
 */
export const definePackPanel = (module: ModuleBuilder, width: number): FunctionRef =>
  module.define({ params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (body) => {
    const [source, laneStride, depthStride, depth, lanes, packed] = body.params;
    const [k, from, to] = body.locals('i32', 3);
    const packing: Packing = { width, laneStride, depthStride, depth, lanes, k, from, to };
    return seq(
      set(from, get(source)),
      set(to, get(packed)),
      when(
        i32.and(i32.eq(get(laneStride), c(4)), i32.gt(get(lanes), c(3))),
        copyLanes(packing, body),
        seq(
          when(i32.eq(get(depthStride), c(4)), transposeFours(packing, body)),
          copyOneByOne(packing, body),
        ),
      ),
    );
  });

/** Visits each depth that is left. */
const eachDepth = ({ width, depthStride, depth, k, from, to }: Packing, visit: Code): Code =>
  whileLoop(
    i32.lt(get(k), get(depth)),
    seq(
      visit,
      set(from, add(get(from), get(depthStride))),
      set(to, add(get(to), c(4 * width))),
      set(k, add(get(k), c(1))),
    ),
  );

/** Lanes that lie next to each other. */
const copyLanes = (packing: Packing, { local }: Body): Code => {
  const { lanes, from, to } = packing;
  const last = local('i32');
  const copy = (at: (local: Local) => Code): Code => v128.store(at(to), v128.load(at(from)));
  const both = seq(
    copy(get),
    copy((base) => add(get(base), get(last))),
  );
  return seq(set(last, times(i32.sub(get(lanes), c(4)), 4)), eachDepth(packing, both));
};

/** Lanes of elements that lie next to each other, four at a time; past the edge the last lane is read again. */
const transposeFours = (
  { width, laneStride, depth, lanes, k, from, to }: Packing,
  { local, locals }: Body,
): Code => {
  const vectors: Vectors = locals('v128', 4);
  const spare: Vectors = locals('v128', 4);
  const offsets = Array.from({ length: width }, () => local('i32'));
  const transposeGroup = (group: number): Code =>
    seq(
      ...vectors.map((vector, i) =>
        set(vector, v128.load(add(get(from), get(offsets[group + i]!)))),
      ),
      transpose(vectors, spare),
      ...vectors.map((vector, i) => v128.store(get(to), get(vector), 4 * (i * width + group))),
    );
  return seq(
    ...offsets.map((offset, n) =>
      set(offset, i32.mul(get(laneStride), i32.min(c(n), i32.sub(get(lanes), c(1))))),
    ),
    whileLoop(
      i32.lt(add(get(k), c(3)), get(depth)),
      seq(
        transposeGroup(0),
        transposeGroup(width - 4),
        set(from, add(get(from), c(16))),
        set(to, add(get(to), c(16 * width))),
        set(k, add(get(k), c(4))),
      ),
    ),
  );
};

const copyOneByOne = (packing: Packing, { local }: Body): Code => {
  const { laneStride, lanes, from, to } = packing;
  const lane = local('i32');
  const source = add(get(from), i32.mul(get(lane), get(laneStride)));
  const copy = f32.store(add(get(to), times(get(lane), 4)), f32.load(source));
  return eachDepth(packing, forLoop(lane, c(0), get(lanes), 1, copy));
};

/**
 * Packs two panels of `width` elements that lie next to each other in the source. (source, depthStride, depth, packed)
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
