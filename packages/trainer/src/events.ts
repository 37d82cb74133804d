import type { EpochReport } from './epoch-report.ts';
import type { TrainingFailure } from './failure.ts';
import type { Checkpoint } from './run-state.ts';

/** The events of a run, as plain values that can be printed, plotted or sent elsewhere. */
export type TrainingEvent =
  | StartEvent
  | EngineEvent
  | OtherEngineEvent
  | StepEvent
  | EpochEvent
  | SkipEvent
  | ImprovementEvent
  | ReductionEvent
  | CheckpointEvent
  | StopEvent
  | FailureEvent;

/** The run begins. */
export interface StartEvent {
  readonly kind: 'start';
  /** The number of trained parameters (scalars). */
  readonly parameters: number;
  readonly examples: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/** The duration of a step on an engine that was tried. */
export interface EngineTime {
  readonly description: string;
  /** The median of some steps; undefined if the engine cannot run them. */
  readonly milliseconds: number | undefined;
  /** The reason, if the engine cannot run the steps. */
  readonly problem?: string;
}

/** The engine of the steps was chosen, if `engine` is `auto`. */
export interface EngineEvent {
  readonly kind: 'engine';
  readonly description: string;
  /** The engines that were tried, the default engine first. */
  readonly times: readonly EngineTime[];
}

/**
 * A resumed run continues on an engine that rounds differently from the one before. Its result will not be
 * bit-identical to that of a run on either engine.
 */
export interface OtherEngineEvent {
  readonly kind: 'otherEngine';
  readonly was: string;
  readonly is: string;
}

/** A step was completed. */
export interface StepEvent {
  readonly kind: 'step';
  /** From 1. */
  readonly epoch: number;
  /** From 1, over the whole run. */
  readonly step: number;
  /** From 1, within the epoch. */
  readonly stepInEpoch: number;
  readonly examples: number;
  readonly loss: number;
  readonly gradientNorm: number;
}

/** A step was skipped because it was not finite: parameters and slots are unchanged. */
export interface SkipEvent {
  readonly kind: 'skip';
  readonly epoch: number;
  /** From 1, over the whole run. */
  readonly step: number;
  /** The number of skipped steps in a row, including this one. */
  readonly inRow: number;
}

/** An epoch has ended. */
export interface EpochEvent extends EpochReport {
  readonly kind: 'epoch';
}

/** The monitored value is the best so far; its parameters are kept. */
export interface ImprovementEvent {
  readonly kind: 'improvement';
  readonly epoch: number;
  readonly monitor: string;
  readonly value: number;
}

/** The monitored value has not improved for long enough: from now on the rate is `scale` times the original one. */
export interface ReductionEvent {
  readonly kind: 'reduction';
  readonly epoch: number;
  readonly scale: number;
}

/** The complete state of the run, to save and to resume from; requested by `checkpointEvery`. */
export interface CheckpointEvent {
  readonly kind: 'checkpoint';
  readonly checkpoint: Checkpoint;
}

/** Why a run ended: all epochs done, early stopping, or its signal. */
export type StopReason = 'completed' | 'earlyStopping' | 'interrupted';

/** The run has ended, and its result follows. */
export interface StopEvent {
  readonly kind: 'stop';
  readonly reason: StopReason;
  /** The epoch whose parameters the result holds; 0 if no epoch was completed. */
  readonly epoch: number;
}

/** The run cannot continue; the result holds the same failure. */
export interface FailureEvent {
  readonly kind: 'failure';
  readonly failure: TrainingFailure;
}
