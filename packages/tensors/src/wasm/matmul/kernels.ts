import type { FunctionRef, ModuleBuilder } from '../assembler.ts';
import type { MathOptions } from '../math/multiply-add.ts';
import { defineAddRows, ROWS_AT_ONCE } from './add-rows.ts';
import { defineCopyBlock } from './copy-block.ts';
import { definePackPair, definePackPanel } from './packing.ts';
import { defineTile, TILE_COLUMNS, tileRows } from './tile.ts';

/** The functions that products call, each defined when it is first asked for. */
export interface MatmulKernels {
  readonly packRows: () => FunctionRef;
  readonly packColumns: () => FunctionRef;
  readonly packColumnPair: () => FunctionRef;
  readonly tile: () => FunctionRef;
  readonly copyBlock: () => FunctionRef;
  readonly addRows: () => FunctionRef;
  readonly addRow: () => FunctionRef;
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
  packRows: once(() => definePackPanel(module, tileRows(options))),
  packColumns: once(() => definePackPanel(module, TILE_COLUMNS)),
  packColumnPair: once(() => definePackPair(module, TILE_COLUMNS)),
  tile: once(() => defineTile(module, options)),
  copyBlock: once(() => defineCopyBlock(module)),
  addRows: once(() => defineAddRows(module, options, ROWS_AT_ONCE)),
  addRow: once(() => defineAddRows(module, options, 1)),
  tileRows: tileRows(options),
});
