import type { LayerDescription, NetworkDescription, Setting, Shape } from '@puregrad/layers';
import type { PlateauState } from '@puregrad/optimizers';
import { flatMap, map, right } from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { EpochReport } from './epoch-report.ts';
import type { Evaluation } from './evaluate.ts';
import { number } from './json/any-number.ts';
import {
  type Decoder,
  dictionary,
  type Fields,
  fields,
  integer,
  isJsonObject,
  list,
  optional,
  record,
  refuse,
  text,
} from './json/decoder.ts';
import { FIGURES, type Figure, type LayerReport, type Observations } from './layer-report.ts';
import type { Checkpoint, RunIdentity } from './run-state.ts';
import type { RunRecipe } from './same-recipe.ts';
import type { Totals, TrainingEvaluation } from './totals.ts';

/** The plain part of a checkpoint: everything except its tensors. */
export type WrittenRun = Omit<Checkpoint, 'training' | 'watch'> & {
  readonly watch:
    | {
        readonly waited: number;
        readonly best: { readonly epoch: number; readonly value: number } | undefined;
      }
    | undefined;
};

const count = integer(0);

const setting: Decoder<Setting> = (value, path) => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean')
    return right(value);
  if (Array.isArray(value)) return list(setting)(value, path);
  return isJsonObject(value) ? dictionary(setting)(value, path) : number(value, path);
};

const shape: Decoder<Shape> = (value, path) => {
  if (Array.isArray(value)) return list(integer(1))(value, path);
  return isJsonObject(value) ? dictionary(shape)(value, path) : integer(1)(value, path);
};

const layer: Decoder<LayerDescription> = (value, path) =>
  fields<LayerDescription>({
    kind: text,
    name: optional(text),
    config: dictionary(setting),
    parts: optional(dictionary(network)),
  })(value, path);

/** A description of an earlier version has an `inputWidth`. */
const network: Decoder<NetworkDescription> = (value, path) => {
  const old = isJsonObject(value) && !Object.hasOwn(value, 'input') ? value.inputWidth : undefined;
  const current = old === undefined ? value : { ...(value as object), input: old };
  return fields<NetworkDescription>({ input: shape, layers: list(layer) })(current, path);
};

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
  recipe: optional(recipe),
  engines: optional(list(text)),
});

const evaluation: Fields<Evaluation> = { loss: number, metrics: dictionary(number) };
const training: Fields<TrainingEvaluation> = { ...evaluation, penalty: number };

const figures: Decoder<readonly number[]> = (value, path) =>
  pipe(
    list(number)(value, path),
    flatMap((row) =>
      row.length === FIGURES.length ? right(row) : refuse(path, `${FIGURES.length} numbers`, value),
    ),
  );

const totals = fields<Totals>({
  ...training,
  weight: number,
  lossWeight: optional(number),
  layers: fields<Observations>({ steps: count, sums: list(figures) }),
});

const layerReport = fields<LayerReport>({
  name: text,
  path: optional(list(text)),
  parameters: count,
  ...(Object.fromEntries(FIGURES.map((figure) => [figure, number])) as {
    readonly [F in Figure]: Decoder<number>;
  }),
});

const report = fields<EpochReport>({
  epoch: integer(1),
  training: fields<TrainingEvaluation>(training),
  validation: optional(fields<Evaluation>(evaluation)),
  layers: list(layerReport),
  rateScale: optional(number),
  skipped: count,
  seconds: number,
  examplesPerSecond: number,
});

/** The field `best` exists even if there is no best value. */
const plateau: Decoder<PlateauState> = (value, path) =>
  pipe(
    fields<Omit<PlateauState, 'best'> & { readonly best?: number }>({
      best: optional(number),
      waited: count,
      cooling: count,
      scale: number,
    })(value, path),
    map((state) => ({ best: undefined, ...state })),
  );

type Watch = NonNullable<WrittenRun['watch']>;

/** An empty object represents the absence of a best epoch. */
const best: Decoder<Watch['best']> = (value, path) =>
  pipe(
    record(value, path),
    flatMap((given) =>
      Object.keys(given).length === 0
        ? right(undefined)
        : fields<NonNullable<Watch['best']>>({ epoch: integer(1), value: number })(given, path),
    ),
  );

const watch: Decoder<Watch> = (value, path) =>
  pipe(
    record(value, path),
    flatMap((given) =>
      pipe(
        best(given.best, `${path}.best`),
        flatMap((found) =>
          pipe(
            count(given.waited, `${path}.waited`),
            map((waited) => ({ best: found, waited })),
          ),
        ),
      ),
    ),
  );

type Parts = Omit<WrittenRun, 'watch' | 'plateau'> & {
  readonly watch?: Watch | undefined;
  readonly plateau?: PlateauState | undefined;
};

/** Every field of a run's plain part. */
export const runDecoder: Decoder<WrittenRun> = (value, path) =>
  pipe(
    record(value, 'run'),
    flatMap((given) =>
      fields<Parts>({
        identity,
        epoch: integer(1),
        batch: count,
        totals,
        skipped: count,
        skippedInRow: count,
        history: list(report),
        watch: optional(watch),
        plateau: optional(plateau),
      })(given, path),
    ),
    map((parts) => ({ watch: undefined, plateau: undefined, ...parts })),
  );
