import { DEFAULT_SEED } from '../lab/record.ts';
import { oneOf, text, texts, toggle, whole } from './codec.ts';
import { option } from './option.ts';
import { formatOptions } from './train/data-options.ts';
import { foldOptions } from './train/split-options.ts';
import { trainingOptions } from './train/train-options.ts';

const file = (help: string, none?: string) =>
  option({
    group: 'output',
    arg: 'file',
    help,
    codec: text,
    fallback: { kind: 'none', ...(none === undefined ? {} : { text: none }) },
  });

const switchFor = (help: string) =>
  option({ group: 'output', help, codec: toggle, fallback: { kind: 'off', value: false } });

/** Varied unless the user says otherwise: how strong the penalty on weights is. */
const USUAL_SPACE: readonly string[] = ['l2=1e-6..0.1'];

const METHODS = ['random', 'grid', 'halving'] as const;

/** What a search has besides the options of its trials. */
export const searchOnlyOptions = {
  vary: option({
    group: 'search',
    arg: 'option=values',
    help: 'vary an option: a range from..to, or choices one|another; may be repeated',
    codec: texts,
    fallback: { kind: 'value', value: USUAL_SPACE },
  }),
  method: option({
    group: 'search',
    arg: 'name',
    help: 'how settings are chosen',
    codec: oneOf(METHODS),
    fallback: { kind: 'value', value: 'random' },
  }),
  trials: option({
    group: 'search',
    arg: 'n',
    help: 'number of settings to try',
    codec: whole(1),
    fallback: { kind: 'value', value: 16 },
  }),
  workers: option({
    group: 'search',
    arg: 'n',
    help: 'number of trials at a time',
    codec: whole(1),
    fallback: { kind: 'none', text: 'one per processor' },
  }),
  state: option({
    group: 'search',
    arg: 'file',
    help: 'save the state of the search there; the same command continues it',
    codec: text,
    fallback: { kind: 'none', text: 'not saved' },
  }),
};

export const searchOptions = { ...trainingOptions, ...foldOptions, ...searchOnlyOptions };

export const evaluateOptions = {
  data: option({
    group: 'data',
    arg: 'name',
    help: 'the data, as an option instead of an argument',
    codec: text,
    fallback: { kind: 'none', text: 'the rows that were set aside in the training' },
  }),
  ...formatOptions,
  labels: trainingOptions.labels,
  json: switchFor('print one JSON object: loss, metrics, confusion matrix'),
};

export const importanceOptions = {
  data: evaluateOptions.data,
  repeats: option({
    group: 'run',
    arg: 'n',
    help: 'permutations of each column; their spread tells how sure the result is',
    codec: whole(1),
    fallback: { kind: 'value', value: 10 },
  }),
  seed: option({
    group: 'run',
    arg: 'n',
    help: 'the seed of the permutations; the same seed gives the same numbers',
    codec: whole(0),
    fallback: trainingOptions.seed.fallback,
  }),
  json: switchFor('print one JSON object: the score, and the drops for each column'),
};

export const predictOptions = {
  ...formatOptions,
  out: file('write the predictions there, as CSV', 'standard output'),
  probabilities: switchFor('add the probability of each class'),
  only: switchFor('write predictions only, without the columns of the input'),
  quiet: switchFor('do not tell what was filled in'),
};

export const inspectOptions = { json: switchFor('print one JSON object') };

export const benchOptions = {
  quick: switchFor('measure for a shorter time'),
  json: switchFor('print one JSON object'),
};

export const labOptions = {
  full: switchFor('full-size runs (hours), comparable to published results'),
  seed: option({
    group: 'run',
    arg: 'n',
    help: 'the seed of all random numbers',
    codec: whole(0, 2 ** 32 - 1),
    fallback: { kind: 'value', value: DEFAULT_SEED },
  }),
  out: option({
    group: 'output',
    arg: 'folder',
    help: 'write numbers, charts and pages there',
    codec: text,
    fallback: { kind: 'value', value: 'lab' },
  }),
  list: switchFor('list the experiments and exit'),
  json: switchFor('print one JSON object per experiment'),
};
