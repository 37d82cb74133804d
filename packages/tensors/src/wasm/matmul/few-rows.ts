import {
  type Code,
  call,
  type FunctionRef,
  forLoop,
  get,
  i32,
  type ModuleBuilder,
  memoryFill,
  seq,
  set,
  v128,
  whileLoop,
} from '../assembler.ts';
import { type MathOptions, multiplyAdd } from '../math.ts';

/** As many rows of B are added to a row of C in one pass. */
const ROWS_AT_ONCE = 8;

const { add, const: c } = i32;
const times = (x: Code, n: number): Code => i32.mul(x, c(n));

/**
 * Columns `[from, to)` of a product of few rows with a B of whole rows, which is read once and where it
 * lies: to pack it would take longer than the product.
 * (a, rowStride, depthStride, b, c, columns, depth, rows, from, to)
 */
export const defineFewRows = (module: ModuleBuilder, options: MathOptions): FunctionRef => {
  const madd = multiplyAdd(options);

  /** Adds `count` rows of B times as many elements of A to a row of C. (a, depthStride, b, rowBytes, c, end) */
  const defineAddRows = (count: number): FunctionRef =>
    module.define({ params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (body) => {
      const [a, depthStride, b, rowBytes, out, end] = body.params;
      const sum = body.local('v128');
      const factors = Array.from({ length: count }, () => body.local('v128'));
      const rows = Array.from({ length: count }, () => body.local('i32'));
      const add4 = (load: (address: Code) => Code, store: Code, bytes: number): Code =>
        seq(
          set(sum, load(get(out))),
          ...rows.map((row, i) =>
            set(sum, madd(get(factors[i]!), load(add(get(row), get(out))), get(sum))),
          ),
          store,
          set(out, add(get(out), c(bytes))),
        );
      return seq(
        ...rows.map((row, i) =>
          seq(
            set(factors[i]!, v128.loadSplat(get(a))),
            set(a, add(get(a), get(depthStride))),
            // Relative to C, so that one address walks over all.
            set(row, i32.sub(get(b), get(out))),
            set(b, add(get(b), get(rowBytes))),
          ),
        ),
        whileLoop(
          i32.ltU(add(get(out), c(12)), get(end)),
          add4((at) => v128.load(at), v128.store(get(out), get(sum)), 16),
        ),
        whileLoop(
          i32.ltU(get(out), get(end)),
          add4((at) => v128.loadZero(at), v128.storeLane(get(out), get(sum), 0), 4),
        ),
      );
    });
  const addMany = defineAddRows(ROWS_AT_ONCE);
  const addOne = defineAddRows(1);

  return module.define(
    { params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] },
    (body) => {
      const [a, rowStride, depthStride, b, out, columns, depth, rows, from, to] = body.params;
      const [k, row, left, right, sums] = body.locals('i32', 5);
      const rowBytes = times(get(columns), 4);
      const own = (address: Code, column: Code): Code => add(address, times(column, 4));
      const addAt = (run: FunctionRef): Code =>
        forLoop(
          row,
          c(0),
          get(rows),
          1,
          seq(
            set(sums, add(get(out), i32.mul(get(row), rowBytes))),
            set(left, add(get(a), i32.mul(get(row), get(rowStride)))),
            set(left, add(get(left), i32.mul(get(k), get(depthStride)))),
            set(right, add(get(b), i32.mul(get(k), rowBytes))),
            call(
              run,
              get(left),
              get(depthStride),
              own(get(right), get(from)),
              rowBytes,
              own(get(sums), get(from)),
              own(get(sums), get(to)),
            ),
          ),
        );
      return seq(
        forLoop(
          row,
          c(0),
          get(rows),
          1,
          memoryFill(
            own(add(get(out), i32.mul(get(row), rowBytes)), get(from)),
            c(0),
            times(i32.sub(get(to), get(from)), 4),
          ),
        ),
        set(k, c(0)),
        whileLoop(
          i32.lt(add(get(k), c(ROWS_AT_ONCE - 1)), get(depth)),
          seq(addAt(addMany), set(k, add(get(k), c(ROWS_AT_ONCE)))),
        ),
        whileLoop(i32.lt(get(k), get(depth)), seq(addAt(addOne), set(k, add(get(k), c(1))))),
      );
    },
  );
};
