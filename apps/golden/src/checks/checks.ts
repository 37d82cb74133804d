import { type Check, notYet } from '../check.ts';
import { activations } from './activations.ts';
import { augment } from './augment.ts';
import { autodiff } from './autodiff.ts';
import { blocks } from './blocks/blocks.ts';
import { clipping } from './clipping.ts';
import { convolution } from './convolution.ts';
import { init } from './init.ts';
import { layers } from './layers.ts';
import { losses } from './losses.ts';
import { mlp } from './mlp.ts';
import { optimizers } from './optimizers.ts';
import { random } from './random.ts';
import { schedules } from './schedules.ts';
import { tabular } from './tabular.ts';

/** The kinds of golden files, by what they call themselves. */
export type Kind =
  | 'activations.json'
  | 'augment.json'
  | 'autodiff.json'
  | 'blocks.json'
  | 'clipping.json'
  | 'convolution.json'
  | 'init.json'
  | 'layers.json'
  | 'losses.json'
  | 'mlp.json'
  | 'optimizers.json'
  | 'random.json'
  | 'schedules.json'
  | 'tabular.json';

/** The check for each kind of case. */
export const checks: { readonly [K in Kind]: Check } = {
  'activations.json': activations,
  'augment.json': augment,
  'autodiff.json': autodiff,
  'blocks.json': blocks,
  'clipping.json': clipping,
  'convolution.json': convolution,
  'init.json': init,
  'layers.json': layers,
  'losses.json': losses,
  'mlp.json': mlp,
  'optimizers.json': optimizers,
  'random.json': random,
  'schedules.json': schedules,
  'tabular.json': tabular,
};

export const checkFor = (file: string): Check =>
  Object.hasOwn(checks, file) ? checks[file as Kind] : notYet(`the kind of file '${file}'`);
