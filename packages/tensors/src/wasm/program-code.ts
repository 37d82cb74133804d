import type { Graph, NodeId } from '../compile/graph.ts';
import { sizeOf } from '../shape.ts';
import {
  type Code,
  call,
  type FunctionRef,
  forLoop,
  get,
  i32,
  ModuleBuilder,
  memoryFill,
  seq,
  set,
  tee,
  when,
  whileLoop,
} from './assembler.ts';
import { claimsOf, defineBarrier } from './barrier.ts';
import { releaseCode } from './guards.ts';
import { kernelWorks } from './kernel-code.ts';
import type { KernelContext } from './kernel-context.ts';
import type { LoopContext } from './loops/context.ts';
import { loopWork } from './loops/loop.ts';
import { type MathOptions, vectorMath } from './math.ts';
import { matmulKernels } from './matmul/kernels.ts';
import { matmulScratch } from './matmul/works.ts';
import { reduceScratch, reduceWorks } from './reduce/works.ts';
import type { Step } from './steps.ts';
import { alone, type Work } from './work.ts';

/** Where a program's own memory is, and what it tells about indices out of range. */
export interface ProgramLayout {
  readonly addressOf: (node: NodeId) => Code;
  /** Bytes for packed matrices, or sums of chunks: as many as `scratchBytes` says. */
  readonly scratch: number;
  /** Two words: the number of the step that failed plus one, and the index at fault. */
  readonly fault: number;
}

/** What threads must gain, in nanoseconds of one of them. */
export interface Sharing {
  /** By a piece of work, which costs them a barrier. */
  readonly work: number;
  /** By all pieces of a part of the program, for which they are called. */
  readonly part: number;
  /** By a chunk of a piece, which they claim one by one. */
  readonly chunk: number;
}

export const worthwhile: Sharing = { work: 5_000, part: 80_000, chunk: 2_000 };

/** Who runs a program. */
export interface TeamLayout {
  /** As many as there may be. */
  readonly threads: number;
  /** Where they meet: `barrierBytes` of shared memory. */
  readonly barrier: number;
  /** Whether the thread that starts the others may sleep. */
  readonly mainSleeps: boolean;
  readonly sharing: Sharing;
}

export interface ProgramModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly parts: readonly ProgramPart[];
}

/** An exported function, for all threads or for one: the one named `run` and its index among the parts. */
export interface ProgramPart {
  readonly isShared: boolean;
  readonly steps: readonly Step[];
}

/** How much scratch the steps need. */
export const scratchBytes = (graph: Graph, steps: readonly Step[], threads: number): number =>
  steps.reduce((most, step) => {
    if (step.kind === 'reduce') return Math.max(most, reduceScratch(step));
    return step.kind === 'kernel' && step.node.primitive === 'matmul'
      ? Math.max(most, matmulScratch(graph, step.node, threads))
      : most;
  }, 0);

const c = i32.const;

export interface ModuleOptions extends MathOptions {
  /** Each step by itself, so that it can be timed; false by default. */
  readonly stepwise?: boolean;
}

interface Task extends Work {
  readonly run: FunctionRef;
  /** Whether threads gain by it. */
  readonly canShare: boolean;
}

const whole = ({ run, units }: Task): Code => call(run, c(0), c(units), c(0));

/**
 * The module of a program: one exported function, or one for each step, of the number of a thread and of how many there
 * are.
 */
export const programModule = (
  graph: Graph,
  steps: readonly Step[],
  layout: ProgramLayout,
  team: TeamLayout,
  { stepwise = false, ...options }: ModuleOptions,
): ProgramModule => {
  const module = new ModuleBuilder();
  const stalled = team.threads > 1 ? module.import('stalled', { params: [] }) : undefined;
  const barrier = stalled && defineBarrier(module, team.barrier, { ...team, stalled });
  const loops: LoopContext = {
    addressOf: layout.addressOf,
    scratch: layout.scratch,
    dtypeOf: (node) => graph.nodes[node]!.dtype,
    sizeOfNode: (node) => sizeOf(graph.nodes[node]!.shape),
    math: vectorMath(module, options),
  };
  const kernels: KernelContext = {
    ...layout,
    graph,
    threads: team.threads,
    matmul: matmulKernels(module, options),
  };
  const worksOf = (step: Step, index: number): readonly Work[] => {
    switch (step.kind) {
      case 'loop':
        return [loopWork(step, loops)];
      case 'reduce':
        return reduceWorks(step, loops);
      case 'fill': {
        const bytes = 4 * sizeOf(graph.nodes[step.id]!.shape);
        return [alone(bytes / 16, () => memoryFill(layout.addressOf(step.id), c(0), c(bytes)))];
      }
      case 'kernel':
        return kernelWorks(step, index, kernels);
      case 'poison':
        return step.regions.map((region) =>
          alone(region.bytes / 16, (body) =>
            releaseCode(
              body,
              region,
              seq(
                i32.store(c(layout.fault), c(index + 1)),
                i32.store(c(layout.fault), c(region.address), 4),
              ),
            ),
          ),
        );
    }
  };
  const tasksOf = (step: Step, index: number): readonly Task[] =>
    worksOf(step, index)
      .filter(({ units }) => units > 0)
      .map((work) => ({
        ...work,
        canShare:
          barrier !== undefined && work.units > work.grain && work.nanoseconds >= team.sharing.work,
        run: module.define({ params: ['i32', 'i32', 'i32'] }, (body) => {
          const [from, to, thread] = body.params;
          return work.write(body, { from, to, thread });
        }),
      }));

  const all = steps.map((step, index) => ({ step, tasks: tasksOf(step, index) }));
  const gain = all
    .flatMap(({ tasks }) => tasks)
    .reduce((sum, { canShare, nanoseconds }) => sum + (canShare ? nanoseconds : 0), 0);
  const isWorthwhile = gain > 0 && gain >= team.sharing.part;
  const parts: ProgramPart[] = [];
  for (const some of stepwise ? all.map((each) => [each]) : [all]) {
    const tasks = some.flatMap(({ tasks }) => tasks);
    if (tasks.length === 0) continue;
    const exported = `run${parts.length}`;
    const isShared = isWorthwhile && tasks.some(({ canShare }) => canShare);
    if (isShared && barrier !== undefined) defineShared(module, tasks, exported, barrier, team);
    else module.define({ params: ['i32', 'i32'] }, () => seq(...tasks.map(whole)), { exported });
    parts.push({ isShared, steps: some.map(({ step }) => step) });
  }
  return { bytes: module.finish({ shared: team.threads > 1 }), parts };
};

/** Into how many chunks a thread's share of a task is cut. */
const MOST_CHUNKS = 8;

/**
 * Tasks one after the other; those that can be shared by all threads, which then wait for each other.
 *
 * A thread does its own share, chunk by chunk, then what others have not come to: one that the system
 * has given less time holds nobody up for long.
 */
const defineShared = (
  module: ModuleBuilder,
  tasks: readonly Task[],
  exported: string,
  barrier: FunctionRef,
  team: TeamLayout,
): void => {
  module.define(
    { params: ['i32', 'i32'] },
    ({ params, locals }) => {
      const [thread, threads] = params;
      const [chunk, chunksEach, turn, owner, end] = locals('i32', 5);
      const part = ({ run, units, grain, nanoseconds }: Task): Code => {
        const grains = Math.ceil(units / grain);
        const most = Math.floor(
          Math.min(MOST_CHUNKS, 1 + nanoseconds / team.threads / team.sharing.chunk),
        );
        const length = grain * Math.ceil(grains / Math.min(grains, most * team.threads));
        const chunks = c(Math.ceil(units / length));
        const own = i32.mul(get(owner), get(chunksEach));
        const claimed = tee(
          chunk,
          i32.add(own, i32.atomicAdd(claimsOf(team.barrier, get(owner)), c(1))),
        );
        const from = i32.times(get(chunk), length);
        return seq(
          set(chunksEach, i32.div(i32.add(chunks, i32.sub(get(threads), c(1))), get(threads))),
          forLoop(
            turn,
            c(0),
            get(threads),
            1,
            seq(
              set(owner, i32.rem(i32.add(get(thread), get(turn)), get(threads))),
              set(end, i32.min(i32.add(own, get(chunksEach)), chunks)),
              whileLoop(
                i32.lt(claimed, get(end)),
                call(run, from, i32.min(i32.add(from, c(length)), c(units)), get(thread)),
              ),
            ),
          ),
        );
      };
      const together = seq(
        ...tasks.map((task, i) => {
          // What one thread does it does in a row, and the others wait at the end.
          const mustMeet = task.canShare || tasks[i + 1]?.canShare;
          return seq(
            task.canShare ? part(task) : when(i32.eqz(get(thread)), whole(task)),
            mustMeet ? call(barrier, get(thread), get(threads)) : [],
          );
        }),
      );
      return when(i32.gt(get(threads), c(1)), together, seq(...tasks.map(whole)));
    },
    { exported },
  );
};
