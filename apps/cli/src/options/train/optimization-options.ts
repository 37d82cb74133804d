import { before, clipByGlobalNorm } from '@puregrad/optimizers';
import { type OptimizerName, optimizersByName } from '@puregrad/optimizers/names';
import { above0, namesIn, oneOf, toggle, whole } from '../codec.ts';
import { type Facts, option } from '../option.ts';

/** Small data need many epochs, large data few: about this many steps. */
const STEPS = 6000;

/** With fewer rows than these, each row counts. */
const FEW_ROWS = 10_000;

const SCHEDULES = ['constant', 'cosine'] as const;

const batchSizeFor = (examples: number): number => {
  if (examples < 2000) return 32;
  return examples < 20_000 ? 64 : 128;
};

/** How the parameters are changed, and for how long. */
export const optimizationOptions = {
  optimizer: option({
    group: 'optimization',
    arg: 'name',
    help: 'the optimizer',
    codec: oneOf(namesIn(optimizersByName)),
    fallback: { kind: 'value', value: 'adam' },
    vary: 'choices',
    tell: (name) => name,
  }),
  learningRate: option({
    group: 'optimization',
    arg: 'rate',
    help: 'the step size',
    codec: above0,
    fallback: {
      kind: 'derived',
      text: `by optimizer, ${optimizersByName.adam.usualRate} for adam`,
      from: ({ optimizer }: { readonly optimizer: OptimizerName }) =>
        optimizersByName[optimizer].usualRate,
    },
    vary: 'logarithmic',
  }),
  schedule: option({
    group: 'optimization',
    arg: 'name',
    help: 'the learning rate over the run',
    codec: oneOf(SCHEDULES),
    fallback: { kind: 'off', value: 'constant' },
    vary: 'choices',
  }),
  plateau: option({
    group: 'optimization',
    help: 'reduce the learning rate when the validation loss stops improving',
    codec: toggle,
    fallback: { kind: 'off', value: false },
    vary: 'choices',
    tell: () => 'learning rate reduced on plateaus',
  }),
  clipNorm: option({
    group: 'optimization',
    arg: 'norm',
    help: 'largest norm of all gradients together',
    codec: above0,
    fallback: { kind: 'none', text: 'none' },
    vary: 'linear',
    tell: (norm) => `gradients clipped to norm ${norm}`,
    wrap: (norm) => before(clipByGlobalNorm(norm)),
  }),
  sam: option({
    group: 'optimization',
    arg: 'rho',
    help: 'radius ρ of sharpness-aware minimization',
    codec: above0,
    fallback: { kind: 'none', text: 'off' },
    vary: 'logarithmic',
    tell: (rho) => `sharpness-aware with radius ${rho}`,
  }),
  batchSize: option({
    group: 'optimization',
    arg: 'n',
    help: 'examples in a batch',
    codec: whole(1),
    fallback: {
      kind: 'byData',
      text: '32 to 128 by the size of the data',
      decide: ({ areImages, examples }: Facts) => (areImages ? 64 : batchSizeFor(examples)),
    },
    vary: 'whole',
    tell: (n) => `batches of ${n}`,
    conflict: ({
      batchNorm,
      batchSize,
    }: {
      readonly batchNorm: boolean;
      readonly batchSize?: number;
    }) =>
      batchNorm && batchSize === 1
        ? 'at least 2 with --batch-norm, which normalizes over the batch'
        : undefined,
  }),
  epochs: option({
    group: 'optimization',
    arg: 'n',
    help: 'most passes over the training data',
    codec: whole(1),
    fallback: {
      kind: 'byData',
      text: 'by the size of the data; 8 for images',
      decide: ({ areImages, examples }: Facts, { batchSize }: { readonly batchSize: number }) =>
        areImages
          ? 8
          : Math.max(8, Math.min(300, Math.ceil(STEPS / Math.ceil(examples / batchSize)))),
    },
    tell: (n) => `up to ${n} ${n === 1 ? 'epoch' : 'epochs'}`,
  }),
  patience: option({
    group: 'optimization',
    arg: 'n',
    help: 'epochs without improvement before training stops early',
    codec: whole(1),
    fallback: {
      kind: 'byData',
      text: 'an eighth of the epochs, at least 5; 3 for images',
      decide: ({ areImages }: Facts, { epochs }: { readonly epochs: number }) =>
        areImages ? 3 : Math.max(5, Math.ceil(epochs / 8)),
    },
    vary: 'whole',
  }),
  refit: option({
    group: 'optimization',
    help: 'train again on all rows once the validation rows have chosen the epoch',
    negation: 'keep the model that was trained without the validation rows',
    codec: toggle,
    fallback: {
      kind: 'byData',
      text: `below ${FEW_ROWS.toLocaleString('en-US')} rows, if they are not images`,
      decide: ({ areImages, examples }: Facts) => !areImages && examples < FEW_ROWS,
    },
    tell: (is) => (is ? 'refit on all rows' : 'no refit'),
  }),
};
