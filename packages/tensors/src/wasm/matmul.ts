import {
  type Body,
  type Code,
  call,
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
} from './assembler.ts';
import { type MathOptions, multiplyAdd } from './math.ts';

/** Rows and columns of a tile whose sums stay in registers: 8 vectors of the 16 that there are. */
export const TILE_ROWS = 4;
export const TILE_COLUMNS = 8;
/** How deep a panel is, so that one of B stays in the first cache. */
export const BLOCK_DEPTH = 256;
/** How many rows of A are packed at once, so that they stay in the second. */
export const BLOCK_ROWS = 128;

/** Bytes for the packed rows of one thread. */
export const PACKED_ROWS_BYTES: number =
  4 * BLOCK_ROWS * BLOCK_DEPTH + 4 * TILE_ROWS * TILE_COLUMNS;
/** Bytes for B packed whole. */
export const packedBytes = (depth: number, columns: number): number =>
  4 * depth * Math.ceil(columns / TILE_COLUMNS) * TILE_COLUMNS;

export interface MatmulKernels {
  /**
   * Packs column panels `[from, to)` of B, whatever its strides (in bytes).
   * (b, depthStride, columnStride, depth, columns, packed, from, to)
   */
  readonly packColumns: FunctionRef;
  /**
   * Rows `[row, rowEnd)` and column panels `[panel, panelEnd)` of a product with packed B.
   * (a, rowStride, depthStride, packed, c, columns, depth, row, rowEnd, panel, panelEnd, scratch)
   */
  readonly multiply: FunctionRef;
}

/** Transposes four vectors in place. */
const transpose = ([a, b, c, d]: readonly Local[], [p, q, r, s]: readonly Local[]): Code =>
  seq(
    set(p!, v128.lanes(get(a!), get(b!), [0, 4, 1, 5])),
    set(q!, v128.lanes(get(a!), get(b!), [2, 6, 3, 7])),
    set(r!, v128.lanes(get(c!), get(d!), [0, 4, 1, 5])),
    set(s!, v128.lanes(get(c!), get(d!), [2, 6, 3, 7])),
    set(a!, v128.lanes(get(p!), get(r!), [0, 1, 4, 5])),
    set(b!, v128.lanes(get(p!), get(r!), [2, 3, 6, 7])),
    set(c!, v128.lanes(get(q!), get(s!), [0, 1, 4, 5])),
    set(d!, v128.lanes(get(q!), get(s!), [2, 3, 6, 7])),
  );

const add = i32.add;
const c = i32.const;
const times = (x: Code, n: number): Code => i32.mul(x, c(n));

/**
 * Packs `lanes` (rows of A, columns of B) of a panel of `width`: `packed[k][lane]`, zeros past the
 * edge. Four by four where either stride is one element, else one by one.
 * (source, laneStride, depthStride, depth, lanes, packed)
 */
const definePackPanel = (module: ModuleBuilder, width: number): FunctionRef =>
  module.define({ params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (body) => {
    const [source, laneStride, depthStride, depth, lanes, packed] = body.params as readonly [
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const [k, from, to, lane] = [
      body.local('i32'),
      body.local('i32'),
      body.local('i32'),
      body.local('i32'),
    ];
    const rows = Array.from({ length: 4 }, () => body.local('v128'));
    const spare = Array.from({ length: 4 }, () => body.local('v128'));
    const groups = Array.from({ length: width / 4 }, (_, g) => g * 4);

    const together = forLoop(
      k,
      c(0),
      get(depth),
      1,
      seq(
        ...groups.map((g) => v128.store(get(to), v128.load(get(from), g * 4), g * 4)),
        set(from, add(get(from), get(depthStride))),
        set(to, add(get(to), c(width * 4))),
      ),
    );

    const laneAddress = (n: number): Code => add(get(from), times(get(laneStride), n));
    const transposed = seq(
      set(k, c(0)),
      whileLoop(
        i32.lt(add(get(k), c(3)), get(depth)),
        seq(
          ...groups.map((g) =>
            seq(
              ...rows.map((row, i) => set(row, v128.load(laneAddress(g + i)))),
              transpose(rows, spare),
              ...rows.map((row, i) => v128.store(get(to), get(row), (i * width + g) * 4)),
            ),
          ),
          set(from, add(get(from), c(16))),
          set(to, add(get(to), c(16 * width))),
          set(k, add(get(k), c(4))),
        ),
      ),
    );

    const oneByOne = seq(
      whileLoop(
        i32.lt(get(k), get(depth)),
        seq(
          forLoop(
            lane,
            c(0),
            c(width),
            1,
            f32.store(
              add(get(to), times(get(lane), 4)),
              seq(
                get(lane),
                get(lanes),
                [0x48, 0x04, 0x7d],
                f32.load(add(get(from), i32.mul(get(lane), get(laneStride)))),
                [0x05],
                f32.const(0),
                [0x0b],
              ),
            ),
          ),
          set(from, add(get(from), get(depthStride))),
          set(to, add(get(to), c(width * 4))),
          set(k, add(get(k), c(1))),
        ),
      ),
    );

    return seq(
      set(from, get(source)),
      set(to, get(packed)),
      set(k, c(0)),
      when(
        i32.eq(get(lanes), c(width)),
        when(
          i32.eq(get(laneStride), c(4)),
          together,
          seq(when(i32.eq(get(depthStride), c(4)), transposed), oneByOne),
        ),
        oneByOne,
      ),
    );
  });

/** (a, b, depth, c, rowBytes, accumulate): a whole tile of C from a panel of each. */
const defineTile = (module: ModuleBuilder, options: MathOptions): FunctionRef =>
  module.define({ params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (body) => {
    const [a, b, depth, out, rowBytes, accumulate] = body.params as readonly [
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const madd = multiplyAdd(options);
    const sums = Array.from({ length: TILE_ROWS * 2 }, () => body.local('v128'));
    const [left, right, splat] = [body.local('v128'), body.local('v128'), body.local('v128')];
    const address = body.local('i32');
    // Addresses are added up where one load could hold the offset: V8 unrolls a smaller loop, hoists
    // the loads of all its rounds to the front, and runs out of registers at half the speed.
    const at = (base: Local, offset: number): Code =>
      options.relaxed && offset > 0 ? add(get(base), c(offset)) : get(base);
    const load = (base: Local, offset: number): Code =>
      v128.load(at(base, offset), options.relaxed ? 0 : offset);
    const loadSplat = (base: Local, offset: number): Code =>
      v128.loadSplat(at(base, offset), options.relaxed ? 0 : offset);

    const step = seq(
      set(left, load(b, 0)),
      set(right, load(b, 16)),
      ...Array.from({ length: TILE_ROWS }, (_, row) =>
        seq(
          set(splat, loadSplat(a, 4 * row)),
          set(sums[2 * row]!, madd(get(splat), get(left), get(sums[2 * row]!))),
          set(sums[2 * row + 1]!, madd(get(splat), get(right), get(sums[2 * row + 1]!))),
        ),
      ),
    );
    const advance = seq(
      set(a, add(get(a), c(4 * TILE_ROWS))),
      set(b, add(get(b), c(4 * TILE_COLUMNS))),
      set(depth, i32.sub(get(depth), c(1))),
    );
    const eachRow = (visit: (row: number) => Code): Code =>
      seq(
        set(address, get(out)),
        ...Array.from({ length: TILE_ROWS }, (_, row) =>
          seq(visit(row), set(address, add(get(address), get(rowBytes)))),
        ),
      );

    return seq(
      when(
        get(accumulate),
        eachRow((row) =>
          seq(
            set(sums[2 * row]!, v128.load(get(address))),
            set(sums[2 * row + 1]!, v128.load(get(address), 16)),
          ),
        ),
      ),
      whileLoop(get(depth), seq(step, advance)),
      eachRow((row) =>
        seq(
          v128.store(get(address), get(sums[2 * row]!)),
          v128.store(get(address), get(sums[2 * row + 1]!), 16),
        ),
      ),
    );
  });

/**
 * Products of packed panels: B whole in column panels of 8, A block by block in row panels of 4, sums of
 * a tile in registers over 256 steps of depth. Each element is summed in one order, whoever does it.
 *
 * Source: Goto & van de Geijn, *Anatomy of high-performance matrix multiplication* (2008).
 */
export const defineMatmul = (module: ModuleBuilder, options: MathOptions): MatmulKernels => {
  const packColumnPanel = definePackPanel(module, TILE_COLUMNS);
  const packRowPanel = definePackPanel(module, TILE_ROWS);
  const tile = defineTile(module, options);

  const packColumns = module.define(
    { params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] },
    (body) => {
      const [b, depthStride, columnStride, depth, columns, packed, from, to] =
        body.params as readonly Local[] as readonly [
          Local,
          Local,
          Local,
          Local,
          Local,
          Local,
          Local,
          Local,
        ];
      const [panel, k, deep, panels] = [
        body.local('i32'),
        body.local('i32'),
        body.local('i32'),
        body.local('i32'),
      ];
      return seq(
        set(panels, i32.div(add(get(columns), c(TILE_COLUMNS - 1)), c(TILE_COLUMNS))),
        forLoop(
          k,
          c(0),
          get(depth),
          BLOCK_DEPTH,
          seq(
            set(deep, i32.min(c(BLOCK_DEPTH), i32.sub(get(depth), get(k)))),
            forLoop(
              panel,
              get(from),
              get(to),
              1,
              call(
                packColumnPanel,
                add(
                  get(b),
                  add(
                    i32.mul(times(get(panel), TILE_COLUMNS), get(columnStride)),
                    i32.mul(get(k), get(depthStride)),
                  ),
                ),
                get(columnStride),
                get(depthStride),
                get(deep),
                i32.min(c(TILE_COLUMNS), i32.sub(get(columns), times(get(panel), TILE_COLUMNS))),
                add(
                  get(packed),
                  times(
                    add(i32.mul(get(panels), get(k)), i32.mul(get(panel), get(deep))),
                    4 * TILE_COLUMNS,
                  ),
                ),
              ),
            ),
          ),
        ),
      );
    },
  );

  const multiply = module.define(
    {
      params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    },
    (body) => defineMultiply(body, { packRowPanel, tile }),
  );
  return { packColumns, multiply };
};

const defineMultiply = (
  body: Body,
  { packRowPanel, tile }: { readonly packRowPanel: FunctionRef; readonly tile: FunctionRef },
): Code => {
  const [
    a,
    rowStride,
    depthStride,
    packed,
    out,
    columns,
    depth,
    row,
    rowEnd,
    panel,
    panelEnd,
    scratch,
  ] = body.params as readonly Local[] as readonly [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const local = (): Local => body.local('i32');
  const [k, deep, block, blockRows, r, p, panels] = [
    local(),
    local(),
    local(),
    local(),
    local(),
    local(),
    local(),
  ];
  const [rows, wide, to, i, j] = [local(), local(), local(), local(), local()];
  const [edge, from, source] = [local(), local(), local()];
  const rowBytes = times(get(columns), 4);
  const rowPanel = (at: Local): Code => add(get(scratch), i32.mul(times(get(at), 4), get(deep)));

  /** A tile that hangs over the edge is made aside, and its part in C copied. */
  const edgeTile = (aPanel: Code, bPanel: Code): Code =>
    seq(
      call(tile, aPanel, bPanel, get(deep), get(edge), c(4 * TILE_COLUMNS), c(0)),
      forLoop(
        i,
        c(0),
        get(rows),
        1,
        seq(
          set(source, add(get(edge), times(get(i), 4 * TILE_COLUMNS))),
          forLoop(
            j,
            c(0),
            get(wide),
            1,
            seq(
              f32.store(
                get(to),
                seq(
                  f32.load(get(source)),
                  get(k),
                  [0x04, 0x7d],
                  f32.load(get(to)),
                  [0x05],
                  f32.const(0),
                  [0x0b],
                  [0x92],
                ),
              ),
              set(to, add(get(to), c(4))),
              set(source, add(get(source), c(4))),
            ),
          ),
          set(to, add(get(to), i32.sub(rowBytes, times(get(wide), 4)))),
        ),
      ),
    );

  return seq(
    set(panels, i32.div(add(get(columns), c(TILE_COLUMNS - 1)), c(TILE_COLUMNS))),
    set(edge, add(get(scratch), c(4 * BLOCK_ROWS * BLOCK_DEPTH))),
    forLoop(
      k,
      c(0),
      get(depth),
      BLOCK_DEPTH,
      seq(
        set(deep, i32.min(c(BLOCK_DEPTH), i32.sub(get(depth), get(k)))),
        forLoop(
          block,
          get(row),
          get(rowEnd),
          BLOCK_ROWS,
          seq(
            set(blockRows, i32.min(c(BLOCK_ROWS), i32.sub(get(rowEnd), get(block)))),
            forLoop(
              r,
              c(0),
              get(blockRows),
              TILE_ROWS,
              call(
                packRowPanel,
                add(
                  get(a),
                  add(
                    i32.mul(add(get(block), get(r)), get(rowStride)),
                    i32.mul(get(k), get(depthStride)),
                  ),
                ),
                get(rowStride),
                get(depthStride),
                get(deep),
                i32.min(c(TILE_ROWS), i32.sub(get(blockRows), get(r))),
                rowPanel(r),
              ),
            ),
            forLoop(
              p,
              get(panel),
              get(panelEnd),
              1,
              seq(
                set(
                  wide,
                  i32.min(c(TILE_COLUMNS), i32.sub(get(columns), times(get(p), TILE_COLUMNS))),
                ),
                set(
                  from,
                  add(
                    get(packed),
                    times(
                      add(i32.mul(get(panels), get(k)), i32.mul(get(p), get(deep))),
                      4 * TILE_COLUMNS,
                    ),
                  ),
                ),
                forLoop(
                  r,
                  c(0),
                  get(blockRows),
                  TILE_ROWS,
                  seq(
                    set(rows, i32.min(c(TILE_ROWS), i32.sub(get(blockRows), get(r)))),
                    set(
                      to,
                      add(
                        get(out),
                        times(
                          add(
                            i32.mul(add(get(block), get(r)), get(columns)),
                            times(get(p), TILE_COLUMNS),
                          ),
                          4,
                        ),
                      ),
                    ),
                    when(
                      i32.and(i32.eq(get(rows), c(TILE_ROWS)), i32.eq(get(wide), c(TILE_COLUMNS))),
                      call(tile, rowPanel(r), get(from), get(deep), get(to), rowBytes, get(k)),
                      edgeTile(rowPanel(r), get(from)),
                    ),
                  ),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );
};
