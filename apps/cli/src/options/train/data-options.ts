import { tasks } from '../../task.ts';
import { fileOrShare, oneOf, share, text, whole } from '../codec.ts';
import { byKind, option } from '../option.ts';

/** Where the examples come from, and which of them are for what. */
export const dataOptions = {
  data: option({
    group: 'data',
    arg: 'name',
    help: 'the data, as an option instead of an argument',
    codec: text,
    fallback: { kind: 'value', value: 'mnist' },
    isInHeadline: true,
  }),
  target: option({
    group: 'data',
    arg: 'column',
    help: 'the column to predict; for .npz data, the array',
    codec: text,
    fallback: { kind: 'none', text: 'y for .npz data; tables need one' },
    isInHeadline: true,
  }),
  task: option({
    group: 'data',
    arg: 'name',
    help: 'the kind of target',
    codec: oneOf(tasks),
    fallback: { kind: 'none', text: 'found from the target' },
    isInHeadline: true,
  }),
  labels: option({
    group: 'data',
    arg: 'file',
    help: 'the IDX file of labels that belongs to an IDX file of images',
    codec: text,
    fallback: { kind: 'none' },
  }),
  test: option({
    group: 'data',
    arg: 'file|share',
    help: 'rows to test the result on, which training never sees',
    codec: fileOrShare,
    fallback: { kind: 'none', text: 'none; mnist and folders have their own' },
    tell: (test) => `test rows: ${test}`,
  }),
  validation: option({
    group: 'data',
    arg: 'share',
    help: 'share of the training rows to choose the best epoch on',
    codec: share,
    fallback: byKind(share, 0.15, 0.1),
    tell: (of) => `validation share ${of}`,
  }),
  limit: option({
    group: 'data',
    arg: 'n',
    help: 'use only n training examples: the first of mnist and folders, random ones of other data',
    codec: whole(2),
    fallback: { kind: 'none', text: 'all' },
    tell: (n) => `limited to ${n} examples`,
  }),
};
