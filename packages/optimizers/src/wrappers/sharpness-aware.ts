import { add, divideNoNaN, mul, zipTrees } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { globalNorm } from '../transforms/global-norm.ts';

export interface SharpnessAwareOptions {
  /** ρ, the radius of the neighbourhood; 0.05 by default. */
  readonly rho?: number;
}

/** A function that returns a value and gradients for parameters and other arguments. */
export type Gradients<P, A extends readonly unknown[], V> = (
  params: P,
  ...rest: A
) => readonly [value: V, grads: P];

/**
 * Sharpness-aware minimization: the gradients at the approximately worst point nearby,
 * `∇J(w + ρ g/‖g‖)` with `g = ∇J(w)`; the value is that at w. It wraps the function of the gradients, so it works with
 * every optimizer. It costs a second gradient for each step. If the gradient is zero, the point is w itself.
 *
 * Source: Foret et al., *Sharpness-aware minimization* (ICLR 2021).
 *
 * @throws ArgumentError if ρ is negative or not finite.
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
    // Divided before it is multiplied: ρ/‖g‖ of a tiny gradient overflows.
    const uphill = zipTrees(params, grads as NoInfer<P>, (w, g) =>
      add(w, mul(divideNoNaN(g, norm), rho)),
    );
    return [value, gradients(uphill, ...rest)[1]];
  };
};
