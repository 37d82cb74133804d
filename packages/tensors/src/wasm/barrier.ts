import { const as c, times } from './assembler/i32.ts';
import {
  type Code,
  call,
  drop,
  type FunctionRef,
  forLoop,
  get,
  i32,
  type ModuleBuilder,
  seq,
  set,
  when,
  whileLoop,
} from './assembler.ts';

/** Each word has a cache line of its own, because all threads write to some and read the others. */
const LINE = 64;

/** The bytes of a barrier: three words, and one for the claims of each thread. */
export const barrierBytes = (threads: number): number => LINE * (3 + threads);

/**
 * The address of the number of a thread's chunks that have been claimed, by itself or by others; it is zero after each
 * barrier.
 */
export const claimsOf = (barrier: number, thread: Code): Code =>
  i32.add(c(barrier + 3 * LINE), times(thread, LINE));

/** The number of times that a thread checks before it goes to sleep: about 200 µs. */
const SPINS = 150_000;
const SLEEP_NANOSECONDS = 50_000_000;

/**
 * (thread, threads): returns when all threads have arrived. Threads spin and then sleep; a thread that must not sleep,
 * such as a page's main thread, continues to spin. Meanwhile `stalled` is called now and then; it ends the wait by
 * throwing.
 */
export const defineBarrier = (
  module: ModuleBuilder,
  address: number,
  { stalled, mainSleeps }: { readonly stalled: FunctionRef; readonly mainSleeps: boolean },
): FunctionRef => {
  const [arrived, generation, sleepers] = [c(address), c(address + LINE), c(address + 2 * LINE)];
  return module.define({ params: ['i32', 'i32'] }, ({ params, locals }) => {
    const [thread, threads] = params;
    const [seen, spins, other] = locals('i32', 3);
    const sleep = seq(
      drop(i32.atomicAdd(sleepers, c(1))),
      drop(i32.atomicWait(generation, get(seen), SLEEP_NANOSECONDS)),
      drop(i32.atomicAdd(sleepers, c(-1))),
    );
    const release = seq(
      i32.atomicStore(arrived, c(0)),
      forLoop(other, c(0), get(threads), 1, i32.store(claimsOf(address, get(other)), c(0))),
      drop(i32.atomicAdd(generation, c(1))),
      when(i32.atomicLoad(sleepers), drop(i32.atomicNotify(generation))),
    );
    const wait: Code = whileLoop(
      i32.eq(i32.atomicLoad(generation), get(seen)),
      seq(
        set(spins, i32.add(get(spins), c(1))),
        when(
          i32.ge(get(spins), c(SPINS)),
          seq(set(spins, c(0)), mainSleeps ? sleep : when(get(thread), sleep), call(stalled)),
        ),
      ),
    );
    return when(
      i32.gt(get(threads), c(1)),
      seq(
        set(seen, i32.atomicLoad(generation)),
        when(i32.eq(i32.atomicAdd(arrived, c(1)), i32.sub(get(threads), c(1))), release, wait),
      ),
    );
  });
};
