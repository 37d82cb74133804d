import { add, divideNoNaN, mul, zipTrees } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { globalNorm } from '../transforms/global-norm.ts';

export interface SharpnessAwareOptions {
  /** How far uphill to look; 0.05 by default. */
  readonly rho?: number;
}

/** What makes a value and gradients of parameters, and of whatever else it is given. */
export type Gradients<P, A extends readonly unknown[], V> = (
  params: P,
  ...rest: A
) => readonly [value: V, grads: P];

/**
 * Sharpness-aware minimization: the gradients of the worst point near by, `∇J(w + ρ g/‖g‖)` with
 * `g = ∇J(w)`; the value is that at w. Wraps what makes gradients, so any optimizer can follow; it
 * costs a second gradient a step. A zero gradient looks nowhere.
 *
 * Source: Foret et al., *Sharpness-aware minimization* (ICLR 2021).
 *
 * @throws ArgumentError for a ρ that is not finite and from 0.
 * @example
 * ```ts
 * import { sharpnessAware } from '@puregrad/optimizers';
 * import { mul, square, sum, type Tensor, tensor } from '@puregrad/tensors';
 * const parabola = (w: Tensor) => [sum(square(w)), mul(w, 2)] as const;
 * const [value, grads] = sharpnessAware(parabola, { rho: 0.5 })(tensor([1]));
 * [value.item(), grads.item()]; // => [1, 3]
 * ```
 */
export const sharpnessAware = <P, A extends readonly unknown[], V>(
  gradients: Gradients<P, A, V>,
  options: SharpnessAwareOptions = {},
): Gradients<P, A, V> => {
  checkOptions('sharpnessAware', { gradients }, { gradients: 'function' });
  const { rho = 0.05 } = checkOptions('sharpnessAware', options, { rho: 'number?' });
  requireNumber('sharpnessAware', { rho }, '[0, ∞)');
  return (params, ...rest) => {
    const made = gradients(params, ...rest);
    checkOptions('sharpnessAware', { gradients: made }, { gradients: 'array' });
    const [value, grads] = made;
    const norm = globalNorm(grads);
    // Divided before it is multiplied: ρ/‖g‖ of a tiny gradient is beyond the largest number.
    const uphill = zipTrees(params, grads as NoInfer<P>, (w, g) =>
      add(w, mul(divideNoNaN(g, norm), rho)),
    );
    return [value, gradients(uphill, ...rest)[1]];
  };
};
