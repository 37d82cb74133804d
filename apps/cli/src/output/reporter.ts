import type { NetworkSummary } from '@puregrad/layers';
import type { TrainingEvent } from '@puregrad/trainer';
import type { ReadSpeed } from '../data/training-types.ts';
import type { TrainSettings } from '../options/train/train-options.ts';
import type { Scores } from '../scores/scores.ts';
import type { Task } from '../task.ts';

/** What a run is about to do. */
export interface Plan {
  readonly settings: TrainSettings;
  /** What runs the training step. */
  readonly engine: string;
  readonly examples: { readonly train: number; readonly validation: number; readonly test: number };
  readonly task: Task;
  /** The metric that counts. */
  readonly main: string;
  readonly features: number;
  /** 0 unless one of some classes is learnt. */
  readonly classes: number;
  /** How many targets there are. */
  readonly targets: number;
  /** What the user should know of the data. */
  readonly remarks: readonly string[];
  /** How long it took to read the table; undefined if that was less than a second. */
  readonly read: ReadSpeed | undefined;
  readonly summary: NetworkSummary;
}

/** How a run ended. */
export interface Outcome {
  /** The rows it was evaluated on: test rows, or the validation rows if there are none. */
  readonly on: 'test' | 'validation';
  readonly scores: Scores;
  /** How long the training took. */
  readonly seconds: number;
  /** The path of the saved model; undefined if it was not requested. */
  readonly model: string | undefined;
  /** The path of the report; undefined if it was not requested. */
  readonly report: string | undefined;
  /** The folder to resume from, where the run was interrupted. */
  readonly run: string | undefined;
}

/** Tells the story of a training run, to a person or to a machine. */
export interface Reporter {
  readonly plan: (plan: Plan) => void;
  readonly event: (event: TrainingEvent) => void;
  /** The run continues in this epoch, after this number of its steps. */
  readonly resuming: (epoch: number, steps: number) => void;
  /** The network is trained again on all rows, for this number of epochs. */
  readonly refit: (epochs: number, examples: number) => void;
  readonly interrupting: () => void;
  readonly outcome: (outcome: Outcome) => void;
}
