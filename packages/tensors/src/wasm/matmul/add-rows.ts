import { add, const as c } from '../assembler/i32.ts';
import {
  type Code,
  type FunctionRef,
  get,
  i32,
  type ModuleBuilder,
  seq,
  set,
  v128,
  whileLoop,
} from '../assembler.ts';
import { type MathOptions, multiplyAdd } from '../math/multiply-add.ts';

/** The number of rows of B that are added to a row of C in one pass. */
export const ROWS_AT_ONCE = 8;

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
