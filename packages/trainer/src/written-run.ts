import { type Either, flatMap, getOrElse, map, mapLeft, right } from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { stringify } from './json/any-number.ts';
import { parseJson, refuse } from './json/decoder.ts';
import { runDecoder, type WrittenRun } from './run-decoder.ts';

const toJson = ({ watch, ...rest }: WrittenRun): string =>
  stringify({ ...rest, ...(watch && { watch: { ...watch, best: watch.best ?? {} } }) });

/**
 * The plain part as JSON, with its fields in the order in which they are read, so that a resumed run writes the
 * same bytes as one that was never stopped.
 */
export const writeRun = (written: WrittenRun): string => {
  const text = toJson(written);
  return pipe(
    readRun(text),
    map(toJson),
    getOrElse(() => text),
  );
};

/** The first inconsistency between the fields, which makes it impossible to resume the run. */
const requireSense = (written: WrittenRun): Either<string, WrittenRun> => {
  const { epoch, batch, history, skipped, identity, watch } = written;
  if (history.length !== epoch - 1)
    return refuse('history', `the ${epoch - 1} epochs before epoch ${epoch}`, history.length);
  const misplaced = history.findIndex((each, i) => each.epoch !== i + 1);
  if (misplaced >= 0)
    return refuse(`history[${misplaced}].epoch`, String(misplaced + 1), history[misplaced]!.epoch);
  const batches = Math.ceil(identity.examples / identity.batchSize);
  if (batch > batches) return refuse('batch', `at most the epoch's ${batches}`, batch);
  if (skipped > batch)
    return refuse('skipped', `at most the ${batch} batches that are done`, skipped);
  const bestEpoch = watch?.best?.epoch ?? 0;
  return bestEpoch > history.length
    ? refuse('watch.best.epoch', `one of the ${history.length} epochs that are done`, bestEpoch)
    : right(written);
};

/**
 * The plain part that `writeRun` wrote, with every field checked. Fields with other names are ignored.
 *
 * @returns Left with the fault and its place.
 */
export const readRun = (source: string): Either<string, WrittenRun> =>
  pipe(
    parseJson(source),
    mapLeft((why) => `its run ${why}`),
    flatMap((value) => runDecoder(value, '')),
    flatMap(requireSense),
  );
