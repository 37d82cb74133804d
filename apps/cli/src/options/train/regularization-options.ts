import { after } from '@puregrad/optimizers';
import { maxNorm, onKernels } from '@puregrad/regularizers';
import * as z from 'zod';
import { above0, from0, probability, sizes } from '../codec.ts';
import { byKind, option } from '../option.ts';

/** Of one kind of change. */
const size = z.number().positive().optional();

/** What keeps a network from learning its examples by heart. */
export const regularizationOptions = {
  l2: option({
    group: 'regularization',
    arg: 'lambda',
    help: 'λ of the penalty λ Σw² on kernels',
    codec: from0,
    fallback: byKind(from0, 1e-4, 0),
    vary: 'logarithmic',
  }),
  l1: option({
    group: 'regularization',
    arg: 'lambda',
    help: 'λ of the penalty λ Σ|w| on kernels',
    codec: from0,
    fallback: { kind: 'off', value: 0 },
    vary: 'logarithmic',
  }),
  labelSmoothing: option({
    group: 'regularization',
    arg: 'share',
    help: 'share of each label to spread over all classes',
    codec: probability,
    fallback: { kind: 'off', value: 0 },
    vary: 'linear',
  }),
  noise: option({
    group: 'regularization',
    arg: 'std',
    help: 'standard deviation of Gaussian noise on training inputs',
    codec: from0,
    fallback: { kind: 'off', value: 0 },
    vary: 'logarithmic',
    tell: (std) => `input noise ${std}`,
  }),
  augment: option({
    group: 'regularization',
    arg: 'sizes',
    help: 'random changes of training images: shift=pixels, rotation=degrees, zoom=share, elastic=α, separated by commas',
    codec: sizes(z.strictObject({ shift: size, rotation: size, zoom: size, elastic: size })),
    fallback: { kind: 'off', value: {} },
    vary: 'choices',
  }),
  maxNorm: option({
    group: 'regularization',
    arg: 'radius',
    help: 'largest norm of a unit’s incoming weights',
    codec: above0,
    fallback: { kind: 'none', text: 'none' },
    vary: 'linear',
    tell: (radius) => `max-norm ${radius}`,
    wrap: (radius) => after(onKernels(maxNorm(radius))),
  }),
};
