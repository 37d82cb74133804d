import { activationKind } from './activation-kinds.ts';
import { activationsByName } from './activation-table.ts';
import { alphaDropoutKind } from './alpha-dropout.ts';
import { batchNormKind } from './batch-norm.ts';
import { addPartsKind } from './combinators/add-parts.ts';
import { concatKind } from './combinators/concat.ts';
import { eachKind } from './combinators/each.ts';
import { ensembleKind } from './combinators/ensemble.ts';
import { forkKind } from './combinators/fork.ts';
import { parallelKind } from './combinators/parallel.ts';
import { iterateKind } from './combinators/repeat.ts';
import { flattenKind, reshapeToKind } from './combinators/reshape-to.ts';
import { residualKind } from './combinators/residual.ts';
import { selectKind } from './combinators/select.ts';
import type { LayerKind } from './decoding.ts';
import { denseKind } from './dense.ts';
import { dropoutKind } from './dropout.ts';
import { gaussianDropoutKind } from './gaussian-dropout.ts';
import { layerNormKind } from './layer-norm.ts';

/**
 * The kinds of all layers of this package, for `networkOf`.
 *
 * @example
 * ```ts
 * import { kinds } from '@puregrad/layers';
 * kinds.some(({ kind }) => kind === 'dense'); // => true
 * ```
 */
export const kinds: readonly LayerKind[] = [
  denseKind,
  layerNormKind,
  dropoutKind,
  gaussianDropoutKind,
  alphaDropoutKind,
  batchNormKind,
  residualKind,
  forkKind,
  parallelKind,
  eachKind,
  iterateKind,
  ensembleKind,
  concatKind,
  addPartsKind,
  selectKind,
  flattenKind,
  reshapeToKind,
  ...Object.entries(activationsByName).map(activationKind),
];
