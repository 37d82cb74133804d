import type { Either } from 'fp-ts/lib/Either.js';
import type { EpochReport } from '../epoch-report.ts';
import type { ModelVariables } from '../evaluate.ts';
import { type DeviceFailure, guarded } from '../failure.ts';
import { layerReports } from '../layer-report.ts';
import type { AnyDataset } from '../parts.ts';
import type { Run } from '../run.ts';
import type { Checkpoint } from '../run-state.ts';
import { meansOf } from '../totals.ts';
import type { YieldToEventLoop } from '../yield-to-event-loop.ts';

/** An epoch's report, and the variables that were evaluated for it. */
export interface JudgedEpoch {
  readonly report: EpochReport;
  readonly variables: ModelVariables;
}

export interface JudgeOptions {
  readonly validation: AnyDataset | undefined;
  /** The start, by `performance.now()`, of the epoch or of its part since the run was resumed. */
  readonly start: number;
  /** The number of examples since then. */
  readonly fresh: number;
  readonly yieldToEventLoop: YieldToEventLoop;
}

/** Evaluates the epoch that has just ended, on the validation data if there are any. */
export const judgeEpoch = (
  run: Run,
  at: Checkpoint,
  { validation, start, fresh, yieldToEventLoop }: JudgeOptions,
): Promise<Either<DeviceFailure, JudgedEpoch>> =>
  guarded({ epoch: at.epoch, step: at.epoch * run.stepsPerEpoch }, async () => {
    const variables = await run.keep(at.training, yieldToEventLoop);
    const seconds = (performance.now() - start) / 1000;
    const report = {
      epoch: at.epoch,
      training: meansOf(at.totals),
      ...(validation === undefined
        ? {}
        : { validation: await run.evaluate(variables, validation) }),
      layers: layerReports(run.objective.network, variables.params, at.totals.layers),
      ...(at.plateau === undefined ? {} : { rateScale: at.plateau.scale }),
      skipped: at.skipped,
      seconds,
      examplesPerSecond: fresh / seconds,
    };
    return { report, variables };
  });
