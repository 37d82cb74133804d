import { type Engine, type Eventual, read, type When } from '@puregrad/tensors';

/** Work on the results of an engine. It waits for each by `yield*` of `result`. */
export type Awaiting<T> = Generator<unknown, T, unknown>;

/** The value of a result of an engine, within work that runs by `runAwaiting`. */
export function* result<T>(eventual: Eventual<When, T>): Awaiting<T> {
  return (yield eventual) as T;
}

/** A tree whose tensors have been read. On an engine with immediate results it is the tree itself. */
export function* readOn<T>({ results }: Engine<When>, tree: T): Awaiting<T> {
  return results === 'later' ? yield* result(read(tree)) : tree;
}

const runNow = <T>(work: Awaiting<T>): T => {
  let step = work.next();
  while (!step.done) step = work.next(step.value);
  return step.value;
};

const runLater = async <T>(work: Awaiting<T>): Promise<T> => {
  let step = work.next();
  while (!step.done) step = work.next(await step.value);
  return step.value;
};

/**
 * Runs work on the results of an engine: synchronously, or by awaiting the promises one after the other. An
 * error is thrown, or rejects the promise.
 */
export const runAwaiting = <W extends When, T>(
  { results }: Engine<W>,
  work: () => Awaiting<T>,
): Eventual<W, T> => (results === 'later' ? runLater(work()) : runNow(work())) as Eventual<W, T>;
