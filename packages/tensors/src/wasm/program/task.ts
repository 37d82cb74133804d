import { const as c } from '../assembler/i32.ts';
import { type Code, call, type FunctionRef, type ModuleBuilder } from '../assembler.ts';
import type { CodeContext } from '../code-context.ts';
import type { Work } from '../work.ts';
import type { TeamLayout } from './sharing.ts';

/** Work whose code is a function of the module. */
export interface Task extends Work {
  /** (from, to, thread) */
  readonly run: FunctionRef;
  /** Whether threads gain by it. */
  readonly canShare: boolean;
}

export const defineTask = (
  module: ModuleBuilder,
  work: Work,
  context: CodeContext,
  { threads, sharing }: TeamLayout,
): Task => ({
  ...work,
  canShare: threads > 1 && work.units > work.grain && work.nanoseconds >= sharing.work,
  run: module.define({ params: ['i32', 'i32', 'i32'] }, (body) => {
    const [from, to, thread] = body.params;
    return work.write(body, { from, to, thread }, context);
  }),
});

/** All units, on the first thread. */
export const whole = ({ run, units }: Task): Code => call(run, c(0), c(units), c(0));
