export * from './mean-squared-error.ts';
export type { LossOptions, Reduction } from './reduce.ts';
export * from './sigmoid-cross-entropy.ts';
export * from './softmax-cross-entropy.ts';
export * from './sparse-softmax-cross-entropy.ts';
