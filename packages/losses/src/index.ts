export * from './binary-cross-entropy.ts';
export {
  type HeadLoss,
  type HeadLosses,
  type HeadLossesOptions,
  type HeadTensors,
  headLosses,
  type LossOfTensor,
  type TensorsOfHeads,
} from './head-losses.ts';
export * from './hinge.ts';
export * from './huber.ts';
export * from './kl-divergence.ts';
export * from './mean-absolute-error.ts';
export * from './mean-squared-error.ts';
export * from './over-members.ts';
export type { LossOptions, Reduction } from './reduce.ts';
export * from './sigmoid-cross-entropy.ts';
export * from './sigmoid-focal-loss.ts';
export * from './softmax-cross-entropy.ts';
export * from './softmax-focal-loss.ts';
export * from './sparse-softmax-cross-entropy.ts';
export * from './unreduced.ts';
