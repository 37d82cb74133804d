import {
  type Code,
  call,
  drop,
  type FunctionRef,
  get,
  i32,
  type ModuleBuilder,
  seq,
  set,
  when,
  whileLoop,
} from './assembler.ts';

/** Bytes of the words that threads meet at. */
export const BARRIER_BYTES = 192;

/** How often a thread looks before it goes to sleep: some 200 µs. */
const SPINS = 150_000;
const SLEEP_NANOSECONDS = 50_000_000;

const c = i32.const;

/**
 * (thread, threads): returns when all threads have come. Threads spin, then sleep; a thread that may
 * not sleep, as on a page's main thread, spins on. `stalled` is called now and then meanwhile, and ends
 * the wait by throwing.
 */
export const defineBarrier = (
  module: ModuleBuilder,
  address: number,
  { stalled, mainSleeps }: { readonly stalled: FunctionRef; readonly mainSleeps: boolean },
): FunctionRef => {
  // On cache lines of their own, for all write to the one and read the other.
  const [arrived, generation, sleepers] = [c(address), c(address + 64), c(address + 128)];
  return module.define({ params: ['i32', 'i32'] }, ({ params, locals }) => {
    const [thread, threads] = params;
    const [seen, spins] = locals('i32', 2);
    const sleep = seq(
      drop(i32.atomicAdd(sleepers, c(1))),
      drop(i32.atomicWait(generation, get(seen), SLEEP_NANOSECONDS)),
      drop(i32.atomicAdd(sleepers, c(-1))),
    );
    const release = seq(
      i32.atomicStore(arrived, c(0)),
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
