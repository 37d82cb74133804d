import { const as c } from '../assembler/i32.ts';
import { type Code, get, i32, type Local, seq, when } from '../assembler.ts';
import type { CodeContext } from '../code-context.ts';

/** Runs `then` if an index lies on an axis of some length; otherwise records the step and the index. */
export const checkedIndex = (
  index: Local,
  length: number,
  then: Code,
  { fault, step }: CodeContext,
): Code =>
  when(
    i32.ltU(get(index), c(length)),
    then,
    seq(i32.store(c(fault), c(step + 1)), i32.store(c(fault), get(index), 4)),
  );
