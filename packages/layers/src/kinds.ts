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
import { embeddingKind } from './embedding/embedding.ts';
import { numericEmbeddingKind } from './embedding/numeric-embedding.ts';
import { gaussianDropoutKind } from './gaussian-dropout.ts';
import { channelDropoutKind } from './images/channel-dropout.ts';
import { conv2dKind } from './images/conv2d.ts';
import { groupNormKind } from './images/group-norm.ts';
import { averagePool2dKind, globalAveragePoolKind, maxPool2dKind } from './images/pools.ts';
import { layerNormKind } from './layer-norm.ts';
import { averageMembersKind } from './members/average-members.ts';
import { batchEnsembleKind } from './members/batch-ensemble.ts';
import { memberDenseKind } from './members/member-dense.ts';
import { memberScaleKind } from './members/member-scale.ts';
import { membersKind } from './members/members.ts';
import { parametricActivationKind } from './parametric-activation.ts';
import { scaleKind } from './scale.ts';
import { tiedKind } from './tied.ts';
import { weightNormKind } from './weight-norm.ts';

/** The kinds of the layers that are not activations. */
const others: readonly LayerKind[] = [
  denseKind,
  layerNormKind,
  dropoutKind,
  gaussianDropoutKind,
  alphaDropoutKind,
  batchNormKind,
  conv2dKind,
  maxPool2dKind,
  averagePool2dKind,
  globalAveragePoolKind,
  channelDropoutKind,
  groupNormKind,
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
  scaleKind,
  parametricActivationKind,
  embeddingKind,
  numericEmbeddingKind,
  membersKind,
  memberDenseKind,
  batchEnsembleKind,
  memberScaleKind,
  averageMembersKind,
  tiedKind,
  weightNormKind,
];

/**
 * The kinds of all layers of this package, for `networkOf`.
 *
 * @example
 * ```ts
 * import { kinds } from '@puregrad/layers';
 * kinds.some(({ kind }) => kind === 'dense'); // => true
 * ```
 */
export const kinds: readonly LayerKind[] = others.concat(
  // A spread within the list would bring all layers into every bundle.
  Object.entries(activationsByName).map(activationKind),
);
