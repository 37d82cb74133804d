import {
  type Body,
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
import type { MatmulKernels } from './kernels.ts';
import type { Product, Span } from './product.ts';

/** As many rows of B are added to a row of C in one pass. */
export const ROWS_AT_ONCE = 8;

const { add, const: c } = i32;
const times = (x: Code, n: number): Code => i32.mul(x, c(n));

/**
 * Adds `count` rows of B, each times an element of A, to a row of C.
 * (a, depthStride, b, rowBytes, c, end)
 */
export const defineAddRows = (
  module: ModuleBuilder,
  options: MathOptions,
  count: number,
): FunctionRef =>
  module.define({ params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (body) => {
    const [a, depthStride, b, rowBytes, out, end] = body.params;
    const madd = multiplyAdd(options);
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

/**
 * Columns of a product of few rows with a B of whole rows, which is read once and where it lies: to
 * pack it would take longer than the product.
 */
export const multiplyFewRows = (
  body: Body,
  { addRows, addRow }: MatmulKernels,
  { rows, columns, depth, a, b, out }: Product,
  [from, to]: Span,
): Code => {
  const [k, row, sums] = body.locals('i32', 3);
  const rowBytes = 4 * columns;
  const eachRow = (visit: Code): Code => forLoop(row, c(0), c(rows), 1, visit);
  const setSums = set(sums, add(out, times(get(row), rowBytes)));
  const own = (address: Code, column: Code): Code => add(address, times(column, 4));
  const addAt = (run: FunctionRef): Code =>
    eachRow(
      seq(
        setSums,
        call(
          run,
          add(a.address, add(times(get(row), a.rowStride), times(get(k), a.columnStride))),
          c(a.columnStride),
          own(add(b.address, times(get(k), rowBytes)), from),
          c(rowBytes),
          own(get(sums), from),
          own(get(sums), to),
        ),
      ),
    );
  const inEights = depth - (depth % ROWS_AT_ONCE);
  return seq(
    eachRow(seq(setSums, memoryFill(own(get(sums), from), c(0), times(i32.sub(to, from), 4)))),
    forLoop(k, c(0), c(inEights), ROWS_AT_ONCE, addAt(addRows())),
    forLoop(k, c(inEights), c(depth), 1, addAt(addRow())),
  );
};
