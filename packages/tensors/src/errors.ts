/** What errors of all copies of this package are known by. */
const brand = Symbol.for('@puregrad/error');

/**
 * Programming errors. Each names the operation, what was expected, what came, and the remedy;
 * expected failures (files, divergence) are `Either` values instead.
 *
 * @example
 * ```ts
 * import { add, PuregradError, zeros } from '@puregrad/tensors';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * tryCatch(() => add(zeros([2]), zeros([3])), (error) => error instanceof PuregradError);
 * // => { _tag: 'Left', left: true }
 * ```
 */
export class PuregradError extends Error {
  static {
    Object.defineProperty(PuregradError.prototype, brand, { value: true });
  }

  static override readonly name: string = 'PuregradError';
  override readonly name: string = 'PuregradError';

  /** Also for an error of another copy of this package, such as CommonJS loaded next to ESM. */
  // biome-ignore-start lint/complexity/noThisInStatic: `this` is the class that is asked, mostly a subclass.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return (
      Function.prototype[Symbol.hasInstance].call(this, value) ||
      (typeof value === 'object' &&
        value !== null &&
        brand in value &&
        (this.name === 'PuregradError' ||
          this.name === (value as { readonly name?: unknown }).name))
    );
  }
  // biome-ignore-end lint/complexity/noThisInStatic: as above.
}

/**
 * Shapes or axes that do not fit an operation.
 *
 * @example
 * ```ts
 * import { add, zeros } from '@puregrad/tensors';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * tryCatch(() => add(zeros([2]), zeros([3])), String);
 * // => { _tag: 'Left', left: 'ShapeError: add: shapes [2] and [3] do not broadcast: '
 * // + 'from the right, lengths must be equal or 1' }
 * ```
 */
export class ShapeError extends PuregradError {
  static override readonly name = 'ShapeError';
  override readonly name = 'ShapeError';
}

/**
 * Element types that do not fit an operation; nothing is ever converted silently.
 *
 * @example
 * ```ts
 * import { add, tensor } from '@puregrad/tensors';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * tryCatch(() => add(tensor([1]), tensor([1], { dtype: 'int32' })), String);
 * // => { _tag: 'Left', left: 'DTypeError: add: dtypes float32 and int32 differ; '
 * // + "nothing is converted silently: use cast(x, 'float32')" }
 * ```
 */
export class DTypeError extends PuregradError {
  static override readonly name = 'DTypeError';
  override readonly name = 'DTypeError';
}

/**
 * The elements of a tensor were asked for while `compile` traces, when it has none yet.
 *
 * @example
 * ```ts
 * import { compile, mul, ones, sum, SymbolicTensorError, type Tensor } from '@puregrad/tensors';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * const turned = compile((x: Tensor) => (sum(x).item() > 0 ? x : mul(x, -1)));
 * tryCatch(() => turned(ones([2])), (error) => error instanceof SymbolicTensorError);
 * // => { _tag: 'Left', left: true }
 * ```
 */
export class SymbolicTensorError extends PuregradError {
  static override readonly name = 'SymbolicTensorError';
  override readonly name = 'SymbolicTensorError';
}

/**
 * A tensor was used after it had been donated to a compiled function.
 *
 * @example
 * ```ts
 * import { compile, DonatedTensorError, mul, ones, type Tensor } from '@puregrad/tensors';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * const double = compile((x: Tensor) => mul(x, 2), { donate: [0] });
 * const x = ones([2]);
 * double(x).toArray(); // => [2, 2]
 * tryCatch(() => x.toArray(), (error) => error instanceof DonatedTensorError);
 * // => { _tag: 'Left', left: true }
 * ```
 */
export class DonatedTensorError extends PuregradError {
  static override readonly name = 'DonatedTensorError';
  override readonly name = 'DonatedTensorError';
}

/**
 * The elements of a tensor were asked for while they were only on the device that computed them.
 *
 * @example
 * ```ts
 * import { compile, DeviceTensorError, mul, ones, read, type Tensor } from '@puregrad/tensors';
 * import { gpuEngine } from '@puregrad/tensors/gpu';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * const engine = await gpuEngine({ mode: 'cpu' })();
 * if (engine._tag === 'Right') {
 *   const double = compile((x: Tensor) => mul(x, 2), { engine: engine.right });
 *   const y = await double(ones([2]));
 *   const early = tryCatch(() => y.toArray(), (error) => error instanceof DeviceTensorError);
 *   early; // => { _tag: 'Left', left: true }
 *   (await read(y)).toArray(); // => [2, 2]
 * }
 * ```
 */
export class DeviceTensorError extends PuregradError {
  static override readonly name = 'DeviceTensorError';
  override readonly name = 'DeviceTensorError';
}

/**
 * A device failed or was lost while it ran a program; what was only there is gone.
 *
 * @example
 * ```ts
 * import { compile, DeviceError, mul, ones, read, type Tensor } from '@puregrad/tensors';
 * import { gpuEngine } from '@puregrad/tensors/gpu';
 * const engine = await gpuEngine()();
 * if (engine._tag === 'Right') {
 *   const double = compile((x: Tensor) => mul(x, 2), { engine: engine.right });
 *   try {
 *     console.log(await read(await double(ones([2]))));
 *   } catch (error) {
 *     if (!(error instanceof DeviceError)) throw error;
 *     console.log(error.message, mul(ones([2]), 2)); // on the processor instead
 *   }
 * }
 * ```
 */
export class DeviceError extends PuregradError {
  static override readonly name = 'DeviceError';
  override readonly name = 'DeviceError';
}

/**
 * Trees whose structures differ, or that hold something no tree may hold.
 *
 * @example
 * ```ts
 * import { leaves, ones } from '@puregrad/tensors';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * tryCatch(() => leaves({ w: ones([2]), activation: Math.tanh }), String);
 * // => { _tag: 'Left', left: "TreeError: 'activation' of a tree is a function; trees hold tensors, "
 * // + 'arrays, plain objects, numbers, strings, booleans and null' }
 * ```
 */
export class TreeError extends PuregradError {
  static override readonly name = 'TreeError';
  override readonly name = 'TreeError';
}

/**
 * A value outside the range that an argument allows.
 *
 * @example
 * ```ts
 * import { bernoulli, key } from '@puregrad/tensors';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * tryCatch(() => bernoulli(key(1), 2, [3]), String);
 * // => { _tag: 'Left', left: 'ArgumentError: bernoulli: a probability lies in [0, 1], got 2' }
 * ```
 */
export class ArgumentError extends PuregradError {
  static override readonly name = 'ArgumentError';
  override readonly name = 'ArgumentError';
}
