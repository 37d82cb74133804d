import type { ReadSpeed } from '../data/training-types.ts';
import { tellSettings } from '../options/describe.ts';
import { trainOptions } from '../options/train/train-options.ts';
import { nameOfTask } from '../task.ts';
import { colors } from './colors.ts';
import type { Plan } from './reporter.ts';

/** A number with separators of thousands. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** So many remarks are told to a person. */
const MOST_REMARKS = 8;

/** The remarks that matter most, and how many others there are. */
export const tellRemarks = (remarks: readonly string[]): readonly string[] => {
  const others = remarks.length - MOST_REMARKS;
  return others <= 1
    ? remarks
    : [...remarks.slice(0, MOST_REMARKS), `and ${count(others)} more remarks; --json tells all`];
};

/** How long it took to read a table, in three digits of the rate: the others differ each time. */
const tellRead = ({ rows, columns, seconds }: ReadSpeed): string =>
  `Read ${count(rows)} rows of ${count(columns)} columns in ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s (${count(Number((rows / seconds).toPrecision(3)))} rows/s)`;

/** What is to be predicted for each row. */
const tellTarget = ({
  task,
  classes,
  targets,
}: Pick<Plan, 'task' | 'classes' | 'targets'>): string => {
  if (task === 'multilabel') return `${targets} labels`;
  if (classes > 0) return `${classes} classes`;
  return targets > 1 ? `${targets} numbers to predict` : 'a number to predict';
};

/** The data of a run, and all of its settings. */
export const describePlan = ({
  settings,
  engine,
  examples,
  features,
  classes,
  targets,
  task,
  remarks,
  read,
}: Plan): readonly string[] => {
  const told = (['data', 'network', 'regularization', 'optimization', 'run'] as const).flatMap(
    (group) => {
      const ofGroup = tellSettings(trainOptions, settings, group);
      return ofGroup.length === 0 ? [] : [`${group}: ${ofGroup.join('; ')}`];
    },
  );
  return [
    ...(read === undefined ? [] : [tellRead(read)]),
    `${colors.bold(settings.data)}: ${count(examples.train)} training, ${count(examples.validation)} validation and ${count(examples.test)} test examples of ${count(features)} ${features === 1 ? 'feature' : 'features'}, ${tellTarget({ task, classes, targets })}`,
    ...(settings.target === undefined
      ? []
      : [`${nameOfTask(task)} of ${colors.bold(settings.target)}`]),
    ...tellRemarks(remarks),
    ...told,
    `engine: ${engine}`,
  ];
};
