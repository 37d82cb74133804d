import { tasks } from '../../task.ts';
import { choicesByName, fileOrShare, names, oneOf, share, text, toggle, whole } from '../codec.ts';
import { byKind, option } from '../option.ts';

/** How the values of a file are written, for every command that reads rows. */
export const formatOptions = {
  delimiter: option({
    group: 'data',
    arg: 'text',
    help: 'what separates the values of a line; tab for a tab',
    codec: text,
    fallback: { kind: 'none', text: 'found from the file' },
  }),
  decimal: option({
    group: 'data',
    arg: 'mark',
    help: 'the decimal mark of numbers, . or ,',
    codec: oneOf(['.', ',']),
    fallback: { kind: 'none', text: 'found from the values of each column' },
  }),
  header: option({
    group: 'data',
    help: 'the first line holds the names of the columns',
    codec: toggle,
    fallback: { kind: 'none', text: 'it does' },
    negation: 'the first line is a row; columns are named by their number, as in --target 3',
  }),
  missing: option({
    group: 'data',
    arg: 'marks',
    help: 'the texts that stand for a missing value, separated by commas, instead of the usual ones',
    codec: names('texts separated by commas, such as NA,-999'),
    fallback: { kind: 'none', text: 'an empty text, NA, NaN, null, ? and the like' },
  }),
};

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
    help: 'the column to predict, or several separated by commas (a name with a comma in double quotes); for .npz data, the array',
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
  types: option({
    group: 'data',
    arg: 'name=kind,…',
    help: 'the kinds of columns: number, category, date; text and ignore leave a column out',
    codec: choicesByName(['number', 'category', 'date', 'text', 'ignore']),
    fallback: { kind: 'none', text: 'found from the values of each column' },
  }),
  ignore: option({
    group: 'data',
    arg: 'columns',
    help: 'columns to leave out, separated by commas',
    codec: names('names of columns separated by commas'),
    fallback: { kind: 'none' },
  }),
  schema: option({
    group: 'data',
    arg: 'file',
    help: 'read the columns as this JSON file says; if there is none, write there what was found',
    codec: text,
    fallback: { kind: 'none' },
  }),
  ...formatOptions,
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
