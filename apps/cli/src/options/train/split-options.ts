import { splits } from '../../data/divide-rows.ts';
import { classWeights, oneOf, text, whole } from '../codec.ts';
import { option } from '../option.ts';

/** Which rows are set aside together, and how much each row counts. */
export const splitOptions = {
  split: option({
    group: 'data',
    arg: 'name',
    help: 'how rows are set aside for --test, --validation and --folds: at random, the last ones (for rows in the order of time), or at random with the same share of each class',
    codec: oneOf(splits),
    fallback: { kind: 'none', text: 'stratified for classes of tables and arrays, else random' },
    tell: (name) => `rows set aside: ${name}`,
    conflict: ({ split, group }: { readonly split?: string; readonly group?: string }) =>
      split === 'stratified' && group !== undefined
        ? 'random or last with --group, which decides the rows of each part'
        : undefined,
  }),
  group: option({
    group: 'data',
    arg: 'column',
    help: 'keep rows with the same value in this column on one side of each split; the column is not learnt from',
    codec: text,
    fallback: { kind: 'none' },
    tell: (column) => `rows grouped by ${column}`,
  }),
  weights: option({
    group: 'data',
    arg: 'column',
    help: 'the column that says how much each row counts in the loss, from 0; the column is not learnt from',
    codec: text,
    fallback: { kind: 'none', text: 'all rows count the same' },
    tell: (column) => `rows weighted by ${column}`,
  }),
  classWeights: option({
    group: 'data',
    arg: 'weights',
    help: 'how much the rows of each class count in the loss: balanced (rare classes as much as frequent ones), or weights by class',
    codec: classWeights,
    fallback: { kind: 'none', text: '1 for each class' },
  }),
};

/** Cross-validation. */
export const foldOptions = {
  folds: option({
    group: 'data',
    arg: 'k',
    help: 'cross-validate: train k times, each time without another k-th of the rows, and judge by it',
    codec: whole(2),
    fallback: { kind: 'none', text: 'no cross-validation' },
    tell: (k) => `${k} folds`,
  }),
};

/** How a cross-validation of `train` runs; `search` has workers of its own. */
export const foldWorkers = {
  workers: option({
    group: 'run',
    arg: 'n',
    help: 'number of folds at a time',
    codec: whole(1),
    fallback: { kind: 'none', text: 'one per processor' },
    tell: (n) => `${n} folds at a time`,
  }),
};
