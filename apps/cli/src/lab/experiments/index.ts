import type { Experiment } from '../experiment.ts';
import { augmentationExperiment } from './augmentation.ts';
import { dropoutExperiment } from './dropout.ts';

/** In the order of the lecture. */
export const experiments: readonly Experiment[] = [dropoutExperiment, augmentationExperiment];
