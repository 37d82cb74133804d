import type { Points } from '../playground/messages.ts';
import { mapOf, training } from '../playground/training.ts';
import {
  encodeMap,
  homeSettings,
  type RecordedEpoch,
  type RecordedTraining,
} from './recorded-training.ts';

/** Squares along each side of the map. */
const SIDE = 42;

const round = (value: number): number => Number(value.toPrecision(3));

/** Trains the home page's network, and keeps what the page plays. */
export const recordTraining = async (settings = homeSettings): Promise<RecordedTraining> => {
  const epochs: RecordedEpoch[] = [];
  let points: Points | undefined;
  let report: Omit<RecordedEpoch, 'map'> | undefined;
  for await (const progress of training(settings)) {
    if (progress.kind === 'start') ({ points } = progress);
    if (progress.kind === 'epoch') report = progress;
    if (progress.kind !== 'model' || progress.isFinal || report === undefined) continue;
    const { epoch, loss, testLoss, accuracy } = report;
    epochs.push({
      ...{ epoch, loss: round(loss), testLoss: round(testLoss), accuracy: round(accuracy) },
      map: encodeMap(mapOf(progress.predict, SIDE)),
    });
  }
  if (points === undefined) throw new Error('the recorded training has no points to show');
  const x = [...points.x].map(round);
  return { points: { x, labels: points.labels }, side: SIDE, epochs };
};
