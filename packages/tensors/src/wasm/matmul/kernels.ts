import type { FunctionRef, ModuleBuilder } from '../assembler.ts';
import type { MathOptions } from '../math.ts';
import { defineFewRows } from './few-rows.ts';
import { defineMultiply } from './multiply.ts';
import { definePackColumns } from './packing.ts';
import { tileRows } from './tile.ts';

/** What products are made of, each defined when it is first asked for. */
export interface MatmulKernels {
  readonly packColumns: () => FunctionRef;
  readonly multiply: () => FunctionRef;
  readonly fewRows: () => FunctionRef;
  readonly tileRows: number;
}

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

export const matmulKernels = (module: ModuleBuilder, options: MathOptions): MatmulKernels => ({
  packColumns: once(() => definePackColumns(module)),
  multiply: once(() => defineMultiply(module, options)),
  fewRows: once(() => defineFewRows(module, options)),
  tileRows: tileRows(options),
});
