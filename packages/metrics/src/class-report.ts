import { ArgumentError, ShapeError, showShape, sum, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { countsOf, fBetaOf, precisionOf, recallOf } from './class-figure.ts';

/** The figures of one class, or the average over several. */
export interface ClassFigures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** The number of examples. */
  readonly support: number;
}

/** The figures of each class, and their averages. */
export interface ClassReport {
  readonly classes: readonly (ClassFigures & { readonly name: string })[];
  /** The mean over the classes. */
  readonly macro: ClassFigures;
  /** The mean weighted by support. */
  readonly weighted: ClassFigures;
  /** The share of predictions that are right; NaN without examples. */
  readonly accuracy: number;
}

export interface ClassReportOptions {
  /** The names of the classes; their numbers by default. */
  readonly names?: readonly string[];
}

/**
 * Precision, recall and F1 of each class, and their averages, from a confusion matrix: a plain value.
 *
 * @param matrix int32 `[classes, classes]`, rows true and columns predicted, as `confusionMatrix` makes
 * it. Add up the matrices of several batches first.
 * @throws ShapeError if the matrix is not square; ArgumentError if there is another number of names than classes.
 * @example
 * ```ts
 * import { classReport } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const matrix = tensor([[1, 1], [0, 2]], { dtype: 'int32' });
 * const { accuracy, classes } = classReport(matrix, { names: ['cat', 'dog'] });
 * accuracy; // => 0.75
 * classes[0]; // => { name: 'cat', precision: 1, recall: 0.5, f1: 0.6666666666666666, support: 2 }
 * ```
 */
export const classReport = (matrix: Tensor, options: ClassReportOptions = {}): ClassReport => {
  checkOptions('classReport', { matrix }, { matrix: 'tensor' });
  const { names } = checkOptions('classReport', options, { names: 'string[]?' });
  const [count] = matrix.shape;
  if (matrix.rank !== 2 || matrix.shape[1] !== count)
    throw new ShapeError(
      `classReport: a confusion matrix has shape [classes, classes], got ${showShape(matrix.shape)}`,
    );
  if (names !== undefined && names.length !== count)
    throw new ArgumentError(`classReport: ${names.length} names for ${count} classes`);
  const counts = countsOf(matrix, 'float64');
  const [precision, recall, f1] = [precisionOf, recallOf, fBetaOf(1)].map((rate) => rate(counts));
  const classes = Array.from({ length: count! }, (_, i) => ({
    name: names?.[i] ?? String(i),
    precision: precision!.data[i]!,
    recall: recall!.data[i]!,
    f1: f1!.data[i]!,
    support: counts.actual.data[i]!,
  }));
  const support = classes.reduce((total, row) => total + row.support, 0);
  const averageBy = (weightOf: (row: ClassFigures) => number): ClassFigures => {
    const total = classes.reduce((sum, row) => sum + weightOf(row), 0);
    const mean = (field: 'precision' | 'recall' | 'f1'): number =>
      total === 0 ? 0 : classes.reduce((sum, row) => sum + row[field] * weightOf(row), 0) / total;
    return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1'), support };
  };
  return {
    classes,
    macro: averageBy(() => 1),
    weighted: averageBy((row) => row.support),
    accuracy: sum(counts.hits).item() / support,
  };
};

/**
 * Formats a report as an aligned table, as scikit-learn's `classification_report` does.
 *
 * @example
 * ```ts
 * import { classReport, showClassReport } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const report = classReport(tensor([[1, 1], [0, 2]], { dtype: 'int32' }));
 * showClassReport(report).split('\n')[1]; // => '       0      1.000    0.500    0.667        2'
 * ```
 */
export const showClassReport = (report: ClassReport): string => {
  checkOptions('showClassReport', { report }, { report: '{classes,macro,weighted}' });
  const { classes, macro, weighted, accuracy } = report;
  const digits = (value: number): string => value.toFixed(3);
  const row = ({ precision, recall, f1, support }: ClassFigures): readonly string[] => [
    ...[precision, recall, f1].map(digits),
    String(support),
  ];
  const rows = [
    ['', 'precision', 'recall', 'f1', 'support'],
    ...classes.map((figures) => [figures.name, ...row(figures)]),
    ['accuracy', '', '', digits(accuracy), String(macro.support)],
    ['macro', ...row(macro)],
    ['weighted', ...row(weighted)],
  ];
  const name = rows.reduce((most, [first]) => Math.max(most, first!.length), 0);
  const width = Math.max(9, String(macro.support).length + 2);
  return rows
    .map(([first, precision, ...rest]) =>
      [
        first!.padStart(name),
        precision!.padStart(11),
        ...rest.map((cell) => cell.padStart(width)),
      ].join(''),
    )
    .map((line) => line.trimEnd())
    .join('\n');
};
