import {
  glorotNormal,
  glorotTruncatedNormal,
  glorotUniform,
  heNormal,
  heTruncatedNormal,
  heUniform,
  type Initializer,
  lecunNormal,
  lecunTruncatedNormal,
  lecunUniform,
  xavierForRelu,
  xavierForSigmoid,
} from './initializers.ts';
import { orthogonal } from './orthogonal.ts';

/** The names of the initializers. */
export type InitializerName =
  | 'heNormal'
  | 'heUniform'
  | 'heTruncatedNormal'
  | 'glorotNormal'
  | 'glorotUniform'
  | 'glorotTruncatedNormal'
  | 'lecunNormal'
  | 'lecunUniform'
  | 'lecunTruncatedNormal'
  | 'xavierForSigmoid'
  | 'xavierForRelu'
  | 'orthogonal';

/**
 * All initializers of kernels by their names, for programs that let users choose.
 *
 * @example
 * ```ts
 * import { initializersByName } from '@puregrad/layers/names';
 * import { key } from '@puregrad/tensors';
 * initializersByName.heNormal(key(1), [3, 2], 'float32').shape; // => [3, 2]
 * ```
 */
export const initializersByName: { readonly [I in InitializerName]: Initializer } = {
  heNormal,
  heUniform,
  heTruncatedNormal,
  glorotNormal,
  glorotUniform,
  glorotTruncatedNormal,
  lecunNormal,
  lecunUniform,
  lecunTruncatedNormal,
  xavierForSigmoid,
  xavierForRelu,
  orthogonal: orthogonal(),
};
