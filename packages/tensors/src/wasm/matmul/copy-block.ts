import { add, const as c } from '../assembler/i32.ts';
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
} from '../assembler.ts';

/** Copies `rows` of `columns` words. (to, toStride, from, fromStride, rows, columns) */
export const defineCopyBlock = (module: ModuleBuilder): FunctionRef =>
  module.define({ params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (body) => {
    const [to, toStride, from, fromStride, rows, columns] = body.params;
    const [row, column] = body.locals('i32', 2);
    const word = (base: Local): Code => add(get(base), i32.shl(get(column), c(2)));
    return forLoop(
      row,
      c(0),
      get(rows),
      1,
      seq(
        forLoop(column, c(0), get(columns), 1, f32.store(word(to), f32.load(word(from)))),
        set(to, add(get(to), get(toStride))),
        set(from, add(get(from), get(fromStride))),
      ),
    );
  });
