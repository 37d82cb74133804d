import { const as c } from '../assembler/i32.ts';
import {
  type Body,
  type Code,
  call,
  type FunctionRef,
  forLoop,
  get,
  i32,
  type Local,
  seq,
  set,
  tee,
  when,
  whileLoop,
} from '../assembler.ts';
import { claimsOf } from '../barrier.ts';
import type { TeamLayout } from './sharing.ts';
import { type Task, whole } from './task.ts';

/** The largest number of chunks that a thread's share of a task is cut into. */
const MOST_CHUNKS = 8;

type ThreadBody = Body<readonly ['i32', 'i32']>;

/**
 * The code of tasks for (thread, threads), one after the other; all threads share those that can be shared, and then
 * wait for each other.
 *
 * A thread does its own share, chunk by chunk, and then the chunks that others have not come to, so that a thread that
 * the system has given less time does not hold up the others for long.
 */
export const sharedCode = (
  tasks: readonly Task[],
  barrier: FunctionRef,
  team: TeamLayout,
  body: ThreadBody,
): Code => {
  const [thread, threads] = body.params;
  const share = sharer(team, body);
  const together = tasks.map((task, i) => {
    // The first thread does consecutive tasks in a row if they cannot be shared; the others wait at the end.
    const mustMeet = task.canShare || tasks[i + 1]?.canShare;
    return seq(
      task.canShare ? share(task) : when(i32.eqz(get(thread)), whole(task)),
      mustMeet ? call(barrier, get(thread), get(threads)) : [],
    );
  });
  return when(i32.gt(get(threads), c(1)), seq(...together), seq(...tasks.map(whole)));
};

/** The units of a chunk, and the number of chunks. */
const chunksOf = (
  { units, grain, nanoseconds }: Task,
  { threads, sharing }: TeamLayout,
): { readonly length: number; readonly chunks: number } => {
  const grains = Math.ceil(units / grain);
  const most = Math.floor(Math.min(MOST_CHUNKS, 1 + nanoseconds / threads / sharing.chunk));
  const length = grain * Math.ceil(grains / Math.min(grains, most * threads));
  return { length, chunks: Math.ceil(units / length) };
};

/** Writes the code of a thread's part of a task; the code of all tasks uses the same locals. */
const sharer = (
  team: TeamLayout,
  { params: [thread, threads], locals }: ThreadBody,
): ((task: Task) => Code) => {
  const [chunk, chunksEach, turn, owner, end] = locals('i32', 5);
  const own = i32.mul(get(owner), get(chunksEach));
  const claim = (owner: Local): Code => i32.atomicAdd(claimsOf(team.barrier, get(owner)), c(1));
  return (task) => {
    const { run, units } = task;
    const { length, chunks } = chunksOf(task, team);
    const claimed = tee(chunk, i32.add(own, claim(owner)));
    const from = i32.times(get(chunk), length);
    const runChunk = call(run, from, i32.min(i32.add(from, c(length)), c(units)), get(thread));
    const helpOwner = seq(
      set(owner, i32.rem(i32.add(get(thread), get(turn)), get(threads))),
      set(end, i32.min(i32.add(own, get(chunksEach)), c(chunks))),
      whileLoop(i32.lt(claimed, get(end)), runChunk),
    );
    const roundUp = i32.add(c(chunks), i32.sub(get(threads), c(1)));
    return seq(
      set(chunksEach, i32.div(roundUp, get(threads))),
      forLoop(turn, c(0), get(threads), 1, helpOwner),
    );
  };
};
