import type { Settings } from './settings.ts';

/** A request of the page to the worker. */
export type Request =
  | { readonly kind: 'train'; readonly settings: Settings }
  | { readonly kind: 'stop' }
  /** Recognize a digit: 784 numbers in [0, 1]. */
  | { readonly kind: 'predict'; readonly pixels: Float32Array };

/** The root mean square of the gradient of a layer's weights. */
export interface LayerGradient {
  readonly name: string;
  readonly size: number;
}

/** A message of the worker to the page. */
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
