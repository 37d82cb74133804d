import type { EpochReport } from '@puregrad/trainer';
import * as z from 'zod';

/** What is kept of an epoch with a model: the same for the same seed. */
export interface PastEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly validationLoss?: number | undefined;
  /** Of the validation rows. */
  readonly metrics: { readonly [name: string]: number };
}

const history = z.array(
  z.object({
    epoch: z.number(),
    loss: z.number(),
    validationLoss: z.number().optional(),
    metrics: z.record(z.string(), z.number()),
  }),
);

export const encodeHistory = (reports: readonly EpochReport[]): string =>
  JSON.stringify(
    reports.map(
      ({ epoch, training, validation }): PastEpoch => ({
        epoch,
        loss: training.loss,
        validationLoss: validation?.loss,
        metrics: validation?.metrics ?? {},
      }),
    ),
  );

/** Nothing where nothing was kept, or it is damaged. */
export const decodeHistory = (text: string | undefined): readonly PastEpoch[] => {
  if (text === undefined) return [];
  try {
    return history.parse(JSON.parse(text));
  } catch {
    return [];
  }
};
