import { type Settings, toySettings } from '../playground/settings.ts';

/** Two spirals, which no straight line divides. */
export const homeSettings: Settings = {
  ...toySettings,
  data: 'spirals',
  depth: 3,
  width: 32,
  activation: 'elu',
  initializer: 'heNormal',
  epochs: 50,
};

/** The probability of class 1 in each square of a map, a base-36 digit each, row by row from the top. */
export type RecordedMap = string;

/** An epoch's losses, share of correct test points, and the map after it. */
export interface RecordedEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly testLoss: number;
  readonly accuracy: number;
  readonly map: RecordedMap;
}

/** A training as the home page plays it. */
export interface RecordedTraining {
  readonly points: { readonly x: readonly number[]; readonly labels: readonly number[] };
  readonly side: number;
  readonly epochs: readonly RecordedEpoch[];
}

const LEVELS = 35;

export const encodeMap = (values: Float32Array): RecordedMap =>
  Array.from(values, (value) => Math.round(value * LEVELS).toString(36)).join('');

export const decodeMap = (map: RecordedMap): Float32Array =>
  Float32Array.from(map, (digit) => Number.parseInt(digit, 36) / LEVELS);
