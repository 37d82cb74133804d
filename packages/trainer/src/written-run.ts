import { type Either, flatMap, getOrElse, map, mapLeft, right } from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { stringify } from './json/any-number.ts';
import { parseJson, refuse } from './json/decoder.ts';
import { runDecoder, type WrittenRun } from './run-decoder.ts';

const toJson = ({ watch, ...rest }: WrittenRun): string =>
  stringify({ ...rest, ...(watch && { watch: { ...watch, best: watch.best ?? {} } }) });

/**
 * The plain part as JSON, its fields in the order in which they are read: so a run that was resumed writes
 * the bytes of one that was never stopped.
 */
export const writeRun = (written: WrittenRun): string => {
  const text = toJson(written);
  return pipe(
    readRun(text),
    map(toJson),
    getOrElse(() => text),
  );
};

/** The first thing that does not hold between the fields, so that the run cannot go on from them. */
const requireSense = (written: WrittenRun): Either<string, WrittenRun> => {
  const { epoch, batch, history, skipped, totals, identity, watch } = written;
  if (history.length !== epoch - 1)
    return refuse('history', `the ${epoch - 1} epochs before epoch ${epoch}`, history.length);
  const misplaced = history.findIndex((each, i) => each.epoch !== i + 1);
  if (misplaced >= 0)
    return refuse(`history[${misplaced}].epoch`, String(misplaced + 1), history[misplaced]!.epoch);
  const batches = Math.ceil(identity.examples / identity.batchSize);
  if (batch > batches) return refuse('batch', `at most the epoch's ${batches}`, batch);
  if (skipped > batch)
    return refuse('skipped', `at most the ${batch} batches that are done`, skipped);
  const { steps, sums } = totals.layers;
  // The input and every layer, once a step was observed.
  const rows = steps === 0 ? 0 : identity.network.layers.length + 1;
  if (sums.length !== rows) return refuse('totals.layers.sums', `${rows} lists`, sums.length);
  const bestEpoch = watch?.best?.epoch ?? 0;
  return bestEpoch > history.length
    ? refuse('watch.best.epoch', `one of the ${history.length} epochs that are done`, bestEpoch)
    : right(written);
};

/**
 * The plain part that `writeRun` wrote, every field of it checked. Fields of other names are passed over.
 *
 * @returns Left with what is wrong, and where.
 */
export const readRun = (source: string): Either<string, WrittenRun> =>
  pipe(
    parseJson(source),
    mapLeft((why) => `its run ${why}`),
    flatMap((value) => runDecoder(value, '')),
    flatMap(requireSense),
  );
