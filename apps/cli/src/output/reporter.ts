import type { NetworkSummary } from '@puregrad/layers';
import type { Evaluation, TrainingEvent } from '@puregrad/trainer';
import type { TrainSettings } from '../train-settings.ts';

/** What a run is about to do. */
export interface Plan {
  readonly settings: TrainSettings;
  /** What runs the training step. */
  readonly engine: string;
  readonly examples: { readonly train: number; readonly validation: number; readonly test: number };
  readonly features: number;
  readonly classes: number;
  readonly summary: NetworkSummary;
}

/** How a run ended. */
export interface Outcome {
  readonly test: Evaluation;
  /** How long the training took. */
  readonly seconds: number;
  /** Where the model was saved; undefined where nobody asked for it. */
  readonly model: string | undefined;
}

/** Tells the story of a training run, to a person or to a machine. */
export interface Reporter {
  readonly plan: (plan: Plan) => void;
  readonly event: (event: TrainingEvent) => void;
  readonly interrupting: () => void;
  readonly outcome: (outcome: Outcome) => void;
}
