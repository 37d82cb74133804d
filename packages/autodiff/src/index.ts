export { stopGradient } from '@puregrad/tensors';
export * from './check-gradients.ts';
export * from './grad.ts';
export { jvp } from './jvp.ts';
export { type Pullback, vjp } from './vjp.ts';
