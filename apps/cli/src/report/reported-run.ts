import type { Dataset, Transform } from '@puregrad/data';
import type { Axes, Network } from '@puregrad/layers';
import type { EpochReport, ModelVariables } from '@puregrad/trainer';
import type { Recipe } from '../data/recipe.ts';
import type { Origin } from '../data/training-types.ts';
import type { FoldScore } from '../folds/fold-trial.ts';
import type { TrainSettings } from '../options/train/train-options.ts';
import type { Scores } from '../scores/scores.ts';

/** What a run leaves that can be told of it. */
export interface ReportedRun {
  readonly settings: TrainSettings;
  readonly recipe: Recipe;
  readonly network: Network<Axes, Axes>;
  readonly variables: ModelVariables;
  readonly transform: Transform | undefined;
  readonly history: readonly EpochReport[];
  readonly best: number;
  readonly main: string;
  readonly on: 'test' | 'validation';
  readonly scores: Scores;
  /** The rows that it was judged by, as the network takes them. */
  readonly rows: Dataset;
  /** The same rows as they stand in the file. */
  readonly origin: Origin | undefined;
  /** The results of a cross-validation, if there was one in the same command. */
  readonly folds: readonly FoldScore[] | undefined;
  /** What the user should know of the data. */
  readonly remarks: readonly string[];
  readonly engine: string;
  readonly seconds: number;
}
