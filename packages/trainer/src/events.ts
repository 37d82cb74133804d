import type { EpochReport } from './epoch-report.ts';
import type { TrainingFailure } from './failure.ts';
import type { Checkpoint } from './run-state.ts';

/** What happens in a run, as plain values that can be printed, plotted or sent elsewhere. */
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
  /** How many numbers are trained. */
  readonly parameters: number;
  readonly examples: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/** What a step took on an engine that was tried. */
export interface EngineTime {
  readonly description: string;
  /** The median of some steps; undefined where it cannot run them. */
  readonly milliseconds: number | undefined;
  /** Why it cannot. */
  readonly problem?: string;
}

/** What runs the steps was chosen, where that was left to `auto`. */
export interface EngineEvent {
  readonly kind: 'engine';
  readonly description: string;
  /** What was tried, the default engine first. */
  readonly times: readonly EngineTime[];
}

/**
 * A resumed run goes on, on an engine that rounds otherwise than the one before: its result will not be, bit
 * for bit, that of a run on either.
 */
export interface OtherEngineEvent {
  readonly kind: 'otherEngine';
  readonly was: string;
  readonly is: string;
}

/** A step was made. */
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

/** A step that was not finite, and was left out: parameters and slots are as before. */
export interface SkipEvent {
  readonly kind: 'skip';
  readonly epoch: number;
  /** From 1, over the whole run. */
  readonly step: number;
  /** How many of them there were without a finite one between. */
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

/** The monitored value has not improved for long enough: the rate is so much of the first from now on. */
export interface ReductionEvent {
  readonly kind: 'reduction';
  readonly epoch: number;
  readonly scale: number;
}

/** Where the run stands, to save and to resume from; asked for by `checkpointEvery`. */
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
  /** The epoch whose parameters the result holds; 0 where none was finished. */
  readonly epoch: number;
}

/** The run cannot go on; the result says the same. */
export interface FailureEvent {
  readonly kind: 'failure';
  readonly failure: TrainingFailure;
}
