import type { Dataset, Transform } from '@puregrad/data';
import type { ColumnKind, Table, TableSchema } from '@puregrad/data/table';
import type { Tensor } from '@puregrad/tensors';
import type { Task } from '../task.ts';
import type { FoldNumber, Split } from './divide-rows.ts';
import type { Recipe } from './recipe.ts';
import type { ClassWeights } from './row-weights.ts';

/** What the user says of the columns of a table. */
export interface Columns {
  readonly types?: Readonly<Record<string, ColumnKind>> | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly missing?: readonly string[] | undefined;
  readonly decimal?: '.' | ',' | undefined;
  readonly delimiter?: string | undefined;
  readonly header?: boolean | undefined;
  /** The file with the schema of the columns, which is written if there is none. */
  readonly schema?: string | undefined;
}

export interface TrainingDataOptions extends Columns {
  readonly data: string;
  /** The column to learn, or the array of a .npz file. */
  readonly target: string | undefined;
  readonly labels: string | undefined;
  /** Found from the target by default. */
  readonly task: Task | undefined;
  /** The file to judge the result by, or the share of the rows to keep for that. */
  readonly test: string | number | undefined;
  /** The share of the training rows to choose the best epoch by. */
  readonly validation: number;
  /** The number of rows to train on. */
  readonly limit: number | undefined;
  readonly seed: number;
  /** How rows are set aside; by the task if it is not given. */
  readonly split?: Split | undefined;
  /** The column, or the array, whose equal values stay on one side of each split. */
  readonly group?: string | undefined;
  /** The column, or the array, of the rows' weights. */
  readonly weights?: string | undefined;
  readonly classWeights?: ClassWeights | undefined;
  /** The fold of a cross-validation, whose rows are the test rows. */
  readonly fold?: FoldNumber | undefined;
}

/** Rows with labels that the training never saw. */
export interface Strangers {
  readonly x: Tensor;
  readonly labels: readonly string[];
}

/** The rows that a result is judged by, in their order, as they stand in the user's file. */
export interface Origin {
  /** Their numbers, counted from 0. */
  readonly rows: ArrayLike<number>;
  /** At most the first 20,000 of them; undefined for images. */
  readonly table: Table | undefined;
}

/** How long it took to read a table. */
export interface ReadSpeed {
  readonly rows: number;
  readonly columns: number;
  readonly seconds: number;
}

/** All that a run needs to know of its data. */
export interface TrainingData {
  readonly recipe: Recipe;
  readonly train: Dataset;
  readonly validation: Dataset;
  readonly test: Dataset | undefined;
  /** Test rows with other labels than the training rows have: they count as wrong. */
  readonly strangers?: Strangers | undefined;
  /** Where the rows of `test` come from; those of `validation` if there is no test. */
  readonly origin?: Origin;
  readonly features: number;
  /** How many; 0 unless one of some classes is learnt. */
  readonly classes: number;
  /** What the model does to its inputs before the network sees them. */
  readonly transform: Transform | undefined;
  /** Undefined for images. */
  readonly read?: ReadSpeed | undefined;
  /** How the table was read; undefined for images. */
  readonly schema?: TableSchema | undefined;
  /** What the user should know. */
  readonly remarks: readonly string[];
}
