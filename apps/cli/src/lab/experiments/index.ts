import type { Experiment } from '../experiment.ts';
import { activations } from './activations.ts';
import { augmentationExperiment } from './augmentation.ts';
import { batchNormExperiment } from './batch-norm.ts';
import { clipping } from './clipping.ts';
import { dropoutExperiment } from './dropout.ts';
import { dyingRelus } from './dying-relus.ts';
import { earlyStoppingExperiment } from './early-stopping.ts';
import { lenetExperiment } from './lenet.ts';
import { optimizerRace } from './optimizers.ts';
import { overfitting } from './overfitting.ts';
import { residualExperiment } from './residual.ts';
import { thirtyLayers } from './thirty-layers.ts';
import { vanishing } from './vanishing.ts';
import { varianceThroughDepth } from './variance.ts';

/** In the order of the lecture. */
export const experiments: readonly Experiment[] = [
  overfitting,
  earlyStoppingExperiment,
  dropoutExperiment,
  augmentationExperiment,
  vanishing,
  varianceThroughDepth,
  thirtyLayers,
  residualExperiment,
  activations,
  dyingRelus,
  batchNormExperiment,
  clipping,
  optimizerRace,
  lenetExperiment,
];
