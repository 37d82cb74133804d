import type { LayerDescription, NetworkDescription } from '@puregrad/layers';
import type { PlateauState } from '@puregrad/optimizers';
import type { Static } from '@puregrad/tensors';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import type { EpochReport } from './epoch-report.ts';
import type { Evaluation } from './evaluate.ts';
import { FIGURES, type Figure, type LayerReport, type Observations } from './layer-report.ts';
import type { Checkpoint, RunIdentity } from './run-state.ts';
import type { RunRecipe } from './same-recipe.ts';
import type { Totals, TrainingEvaluation } from './totals.ts';

/** The plain part of a checkpoint: all but its tensors. */
export type WrittenRun = Omit<Checkpoint, 'training' | 'watch'> & {
  readonly watch:
    | {
        readonly waited: number;
        readonly best: { readonly epoch: number; readonly value: number } | undefined;
      }
    | undefined;
};

/** Numbers that JSON would turn into null, or into another zero. */
const UNWRITABLE: ReadonlyMap<string, number> = new Map(
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0].map((value) => [
    nameOf(value),
    value,
  ]),
);

function nameOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A number that JSON lacks becomes `{ "number": "NaN" }` and the like. */
const toJson = ({ watch, ...rest }: WrittenRun): string =>
  JSON.stringify(
    { ...rest, ...(watch === undefined ? {} : { watch: { ...watch, best: watch.best ?? {} } }) },
    (_, value: unknown) =>
      typeof value === 'number' && UNWRITABLE.has(nameOf(value))
        ? { number: nameOf(value) }
        : value,
  );

/**
 * The plain part as JSON, its fields in the order in which they are read: so a run that was resumed writes
 * the bytes of one that was never stopped.
 */
export const writeRun = (written: WrittenRun): string => {
  const text = toJson(written);
  const again = readRun(text);
  return isLeft(again) ? text : toJson(again.right);
};

/** A place of the text whose value is not what belongs there. */
class Unfit extends Error {}

type Json = Readonly<Record<string, unknown>>;
/** The value as what it should be; throws `Unfit` with the path of what it is not. */
type Decoder<T> = (value: unknown, path: string) => T;

const refuse = (path: string, wanted: string, value: unknown): never => {
  const text = JSON.stringify(value) ?? 'missing';
  throw new Unfit(
    `its '${path}' must be ${wanted}, is ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`,
  );
};

const record: Decoder<Json> = (value, path) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : refuse(path, 'an object', value);

const text: Decoder<string> = (value, path) =>
  typeof value === 'string' ? value : refuse(path, 'a text', value);

const number: Decoder<number> = (value, path) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const name = typeof value === 'object' && value !== null && (value as Json).number;
  const odd = typeof name === 'string' ? UNWRITABLE.get(name) : undefined;
  return odd ?? refuse(path, 'a number', value);
};

const integer =
  (least: number): Decoder<number> =>
  (value, path) =>
    // −0 is written as no integer is.
    Number.isSafeInteger(value) && (value as number) >= least && !Object.is(value, -0)
      ? (value as number)
      : refuse(path, `an integer from ${least}`, value);
const count = integer(0);

const list =
  <T>(item: Decoder<T>): Decoder<readonly T[]> =>
  (value, path) =>
    Array.isArray(value)
      ? value.map((each, i) => item(each, `${path}[${i}]`))
      : refuse(path, 'a list', value);

const dictionary =
  <T>(item: Decoder<T>): Decoder<{ readonly [name: string]: T }> =>
  (value, path) =>
    Object.fromEntries(
      Object.entries(record(value, path)).map(([name, each]) => [
        name,
        item(each, `${path}.${name}`),
      ]),
    );

type Fields<T> = { readonly [P in keyof T]-?: Decoder<T[P]> };

/** The named fields; a field that is missing stays missing where its decoder allows that. */
const fields =
  <T extends object>(decoders: Fields<T>): Decoder<T> =>
  (value, path) => {
    const given = record(value, path);
    return Object.fromEntries(
      Object.entries<Decoder<unknown>>(decoders).flatMap(([name, decode]) => {
        const found = Object.hasOwn(given, name) ? given[name] : undefined;
        const decoded = decode(found, path === '' ? name : `${path}.${name}`);
        return decoded === undefined ? [] : [[name, decoded]];
      }),
    ) as T;
  };

const optional =
  <T>(decode: Decoder<T>): Decoder<T | undefined> =>
  (value, path) =>
    value === undefined ? undefined : decode(value, path);

const setting: Decoder<Static> = (value, path) =>
  value === null || typeof value === 'string' || typeof value === 'boolean'
    ? value
    : number(value, path);

const network = fields<NetworkDescription>({
  inputWidth: integer(1),
  layers: list(
    fields<LayerDescription>({
      kind: text,
      name: optional(text) as Decoder<string>,
      config: dictionary(setting),
    }),
  ),
});

const recipe = fields<RunRecipe>({
  optimizer: text,
  loss: text,
  augment: text,
  data: text,
  validation: text,
  stop: text,
  plateau: text,
  settings: text,
});

const identity = fields<RunIdentity>({
  seed: number,
  batchSize: integer(1),
  examples: integer(1),
  network,
  recipe: optional(recipe) as Decoder<RunRecipe>,
  engines: optional(list(text)) as Decoder<readonly string[]>,
});

const evaluation: Fields<Evaluation> = { loss: number, metrics: dictionary(number) };
const training: Fields<TrainingEvaluation> = { ...evaluation, penalty: number };

const figures: Decoder<readonly number[]> = (value, path) => {
  const row = list(number)(value, path);
  return row.length === FIGURES.length ? row : refuse(path, `${FIGURES.length} numbers`, value);
};

const totals = fields<Totals>({
  ...training,
  weight: number,
  lossWeight: optional(number) as Decoder<number>,
  layers: fields<Observations>({ steps: count, sums: list(figures) }),
});

const layerReport = fields<LayerReport>({
  name: text,
  parameters: count,
  ...(Object.fromEntries(FIGURES.map((figure) => [figure, number])) as {
    readonly [F in Figure]: Decoder<number>;
  }),
});

const report = fields<EpochReport>({
  epoch: integer(1),
  training: fields(training),
  validation: optional(fields(evaluation)) as Decoder<Evaluation>,
  layers: list(layerReport),
  rateScale: optional(number) as Decoder<number>,
  skipped: count,
  seconds: number,
  examplesPerSecond: number,
});

const plateau = fields<PlateauState>({
  best: optional(number),
  waited: count,
  cooling: count,
  scale: number,
});

const best: Decoder<{ readonly epoch: number; readonly value: number } | undefined> = (
  value,
  path,
) =>
  Object.keys(record(value, path)).length === 0
    ? undefined
    : fields<{ readonly epoch: number; readonly value: number }>({
        epoch: integer(1),
        value: number,
      })(value, path);

const watch: Decoder<NonNullable<WrittenRun['watch']>> = (value, path) => {
  const { best: found, waited } = record(value, path);
  return { best: best(found, `${path}.best`), waited: count(waited, `${path}.waited`) };
};

const run = fields<Omit<WrittenRun, 'watch' | 'plateau'>>({
  identity,
  epoch: integer(1),
  batch: count,
  totals,
  skipped: count,
  skippedInRow: count,
  history: list(report),
});

/** What holds between the fields, so that the run can go on from them. */
const requireSense = (written: WrittenRun): void => {
  const { epoch, batch, history, skipped, totals, identity, watch } = written;
  if (history.length !== epoch - 1)
    refuse('history', `the ${epoch - 1} epochs before epoch ${epoch}`, history.length);
  history.forEach((each, i) => {
    if (each.epoch !== i + 1) refuse(`history[${i}].epoch`, String(i + 1), each.epoch);
  });
  const batches = Math.ceil(identity.examples / identity.batchSize);
  if (batch > batches) refuse('batch', `at most the epoch's ${batches}`, batch);
  if (skipped > batch) refuse('skipped', `at most the ${batch} batches that are done`, skipped);
  const { steps, sums } = totals.layers;
  // The input and every layer, once a step was observed.
  const rows = steps === 0 ? 0 : identity.network.layers.length + 1;
  if (sums.length !== rows) refuse('totals.layers.sums', `${rows} lists`, sums.length);
  const bestEpoch = watch?.best?.epoch ?? 0;
  if (bestEpoch > history.length)
    refuse('watch.best.epoch', `one of the ${history.length} epochs that are done`, bestEpoch);
};

/**
 * The plain part that `writeRun` wrote, every field of it checked. Fields of other names are passed over.
 *
 * @returns Left with what is wrong, and where.
 */
export const readRun = (source: string): Either<string, WrittenRun> => {
  try {
    const value: unknown = JSON.parse(source);
    const given = record(value, 'run');
    const written: WrittenRun = {
      ...run(given, ''),
      watch: optional(watch)(given.watch, 'watch'),
      // A state without a best has the field all the same.
      plateau: optional<PlateauState>((state, path) => ({
        ...{ best: undefined },
        ...plateau(state, path),
      }))(given.plateau, 'plateau'),
    };
    requireSense(written);
    return right(written);
  } catch (error) {
    if (error instanceof Unfit) return left(error.message);
    if (error instanceof SyntaxError) return left('its run is not JSON');
    if (error instanceof RangeError) return left('its run is nested too deeply');
    throw error;
  }
};
