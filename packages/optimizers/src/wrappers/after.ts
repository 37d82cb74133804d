import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Optimizer, ownParams } from '../optimizer.ts';
import { aroundStep } from './around.ts';

/**
 * Projects the parameters after each step, and the averages, if there are any. A wrapper further to the right acts on
 * the projected parameters, so a constraint that must hold at the end is written last.
 *
 * @example
 * ```ts
 * import { adam, after } from '@puregrad/optimizers';
 * import { maximum, mapTree, pipe } from '@puregrad/tensors';
 * const optimizer = pipe(adam(), after((params) => mapTree(params, (leaf) => maximum(leaf, 0))));
 * ```
 */
export const after = (project: <P>(params: P) => P): ((inner: Optimizer) => Optimizer) => {
  checkOptions('after', { project }, { project: 'function' });
  const wrapper = {
    name: 'after',
    remember: () => ({}),
    update: <P>(own: object, { params }: { readonly params: P }) => [own, project(params)] as const,
  };
  // The state's own parameters are projected by the step that made them: projecting twice may round twice.
  const plain = aroundStep<never, object>(wrapper);
  const averaging = aroundStep<never, object>({
    ...wrapper,
    averaged: (_, params) => project(params),
  });
  return (inner) => (inner.averaged === ownParams ? plain : averaging)(inner);
};
