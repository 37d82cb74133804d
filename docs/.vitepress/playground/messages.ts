import type { Settings } from './settings.ts';

/** What the page asks of the worker. */
export type Request =
  | { readonly kind: 'train'; readonly settings: Settings }
  | { readonly kind: 'stop' }
  /** What is this digit? 784 numbers in [0, 1]. */
  | { readonly kind: 'predict'; readonly pixels: Float32Array };

/** The gradient of a layer, for each of its weights in the mean square. */
export interface LayerGradient {
  readonly name: string;
  readonly size: number;
}

/** What the worker tells of. */
export type Answer =
  | {
      readonly kind: 'start';
      readonly engine: string;
      readonly parameters: number;
      readonly points?: Points;
    }
  | {
      readonly kind: 'epoch';
      readonly epoch: number;
      readonly loss: number;
      readonly testLoss: number;
      readonly accuracy: number;
      readonly gradients: readonly LayerGradient[];
      readonly milliseconds: number;
    }
  /** The probability of class 1 at each square of a map, row by row. */
  | { readonly kind: 'map'; readonly side: number; readonly values: Float32Array }
  | { readonly kind: 'digit'; readonly probabilities: readonly number[] }
  | { readonly kind: 'end'; readonly problem?: string };

/** Training points of a toy set. */
export interface Points {
  readonly x: Float32Array;
  readonly labels: readonly number[];
}
