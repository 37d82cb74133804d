import { isTensor, onesLike, ShapeError, showShape, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { jvp } from './jvp.ts';
import { vjpWithAux } from './vjp.ts';

/** A function whose first argument is differentiated and whose result is a scalar. */
export type Objective<T, A extends readonly unknown[]> = (x: T, ...rest: A) => Tensor;

/** An objective that also returns something it does not differentiate. */
export type ObjectiveWithAux<T, A extends readonly unknown[], X> = (
  x: T,
  ...rest: A
) => readonly [Tensor, X];

const requireScalar = (value: unknown): Tensor => {
  if (!isTensor(value))
    throw new ShapeError(
      `grad: the function must return a scalar tensor, got ${Array.isArray(value) ? 'an array; for [value, extra] pass { hasAux: true }' : typeof value}`,
    );
  if (value.rank !== 0)
    throw new ShapeError(
      `grad: the function must return a scalar, got shape ${showShape(value.shape)}; reduce it with sum or mean, or use vjp`,
    );
  return value;
};

/** The value and the gradient of a function, from one pass forward and one back. */
export interface ValueAndGrad {
  <T, A extends readonly unknown[]>(
    f: Objective<T, A>,
  ): (x: T, ...rest: A) => readonly [value: Tensor, gradient: T];
  <T, A extends readonly unknown[], X>(
    f: ObjectiveWithAux<T, A, X>,
    options: { readonly hasAux: true },
  ): (x: T, ...rest: A) => readonly [value: readonly [Tensor, X], gradient: T];
}

/**
 * The value and the gradient `[f(x), ∇f(x)]` for the first argument, a tree of tensors; the gradient
 * has its structure. With `hasAux`, `f` returns `[value, aux]` and so does the result's first part.
 *
 * Values can be read inside `f` (outside `compile`), and `f` may itself use `grad`.
 *
 * @throws ShapeError if `f` does not return a scalar; DTypeError if `x` holds int32 tensors.
 * @example
 * ```ts
 * import { valueAndGrad } from '@puregrad/autodiff';
 * import { mul, sum, type Tensor, tensor } from '@puregrad/tensors';
 * const [value, gradient] = valueAndGrad((x: Tensor) => sum(mul(x, x)))(tensor([1, 2, 3]));
 * value.item(); // => 14
 * gradient.toArray(); // => [2, 4, 6]
 * ```
 */
export const valueAndGrad: ValueAndGrad = (<T, A extends readonly unknown[], X>(
  f: (x: T, ...rest: A) => Tensor | readonly [Tensor, X],
  options: { readonly hasAux?: true } = {},
) => {
  checkOptions('valueAndGrad', { f }, { f: 'function' });
  checkOptions('valueAndGrad', options, { hasAux: 'boolean?' });
  return (x: T, ...rest: A) => {
    const [value, pull, aux] = vjpWithAux((input: T): readonly [Tensor, X | undefined] => {
      const result = f(input, ...rest);
      if (!options.hasAux) return [requireScalar(result), undefined];
      checkOptions('valueAndGrad', { result }, { result: 'array' });
      const [scalar, extra] = result as readonly [Tensor, X];
      return [requireScalar(scalar), extra];
    }, x);
    return [options.hasAux ? [value, aux] : value, pull(onesLike(value))] as const;
  };
}) as unknown as ValueAndGrad;

/**
 * The gradient `∇f(x)` for the first argument.
 *
 * @throws ShapeError if `f` does not return a scalar; DTypeError if `x` holds int32 tensors.
 * @example
 * ```ts
 * import { grad } from '@puregrad/autodiff';
 * import { mul, scalar, type Tensor } from '@puregrad/tensors';
 * const cube = (x: Tensor) => mul(mul(x, x), x);
 * grad(cube)(scalar(2)).item(); // => 12
 * grad(grad(cube))(scalar(2)).item(); // => 12
 * ```
 */
export const grad = <T, A extends readonly unknown[]>(
  f: Objective<T, A>,
): ((x: T, ...rest: A) => T) => {
  checkOptions('grad', { f }, { f: 'function' });
  return (x, ...rest) => valueAndGrad(f)(x, ...rest)[1];
};

/**
 * The Hessian of a scalar function times a direction, `∇²f(x)·v`, forward over reverse: no Hessian
 * is built.
 *
 * @example
 * ```ts
 * import { hvp } from '@puregrad/autodiff';
 * import { mul, sum, tensor } from '@puregrad/tensors';
 * hvp((x) => sum(mul(mul(x, x), x)), tensor([1, 2]), tensor([1, 0])).toArray(); // => [6, 0]
 * ```
 */
export const hvp = <T>(f: (x: T) => Tensor, x: T, direction: NoInfer<T>): T => {
  checkOptions('hvp', { f }, { f: 'function' });
  return jvp(grad(f), x, direction)[1];
};
