import type { Graph } from '../../compile/graph.ts';
import { ModuleBuilder, seq } from '../assembler.ts';
import { defineBarrier } from '../barrier.ts';
import type { MemoryMap } from '../code-context.ts';
import type { MathOptions } from '../math/multiply-add.ts';
import { vectorMath } from '../math/vector-math.ts';
import { matmulKernels } from '../matmul/kernels.ts';
import type { Step } from '../steps.ts';
import type { PlannedStep } from '../works.ts';
import { sharedCode } from './shared-code.ts';
import type { TeamLayout } from './sharing.ts';
import { defineTask, type Task, whole } from './task.ts';

export interface ProgramModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly parts: readonly ProgramPart[];
}

/** An exported function, for all threads or for one: its name is `run` and its index among the parts. */
export interface ProgramPart {
  readonly isShared: boolean;
  readonly steps: readonly Step[];
}

export interface ModuleOptions extends MathOptions {
  /** Whether each step is a part by itself, so that it can be timed. */
  readonly stepwise: boolean;
}

interface StepTasks {
  readonly step: Step;
  readonly tasks: readonly Task[];
}

/** The module of a program: one part, or one for each step; functions of a thread's number and the number of threads. */
export const programModule = (
  graph: Graph,
  steps: readonly PlannedStep[],
  memory: MemoryMap,
  team: TeamLayout,
  options: ModuleOptions,
): ProgramModule => {
  const module = new ModuleBuilder();
  const isTeam = team.threads > 1;
  const stalled = isTeam ? module.import('stalled', { params: [] }) : undefined;
  const barrier = stalled && defineBarrier(module, team.barrier, { ...team, stalled });
  const math = vectorMath(module, options);
  const matmul = matmulKernels(module, options);
  const all = steps.map(({ step, works }, index): StepTasks => {
    const context = { ...memory, graph, math, matmul, step: index };
    return { step, tasks: works.map((work) => defineTask(module, work, context, team)) };
  });
  const gain = gainOf(all);
  const isWorthwhile = gain > 0 && gain >= team.sharing.part;
  const parts = (options.stepwise ? all.map((each) => [each]) : [all]).filter((part) =>
    part.some(({ tasks }) => tasks.length > 0),
  );
  const defined = parts.map((part, index): ProgramPart => {
    const tasks = part.flatMap(({ tasks }) => tasks);
    const isShared = isWorthwhile && tasks.some(({ canShare }) => canShare);
    module.define(
      { params: ['i32', 'i32'] },
      (body) =>
        isShared && barrier !== undefined
          ? sharedCode(tasks, barrier, team, body)
          : seq(...tasks.map(whole)),
      { exported: `run${index}` },
    );
    return { isShared, steps: part.map(({ step }) => step) };
  });
  return { bytes: module.finish({ shared: isTeam }), parts: defined };
};

/** The time, on one thread, of the work that threads can share. */
const gainOf = (steps: readonly StepTasks[]): number =>
  steps
    .flatMap(({ tasks }) => tasks)
    .reduce((sum, { canShare, nanoseconds }) => sum + (canShare ? nanoseconds : 0), 0);
