import { stripVTControlCharacters } from 'node:util';
import { type ClassReport, showClassReport } from '@puregrad/metrics';
import Table from 'cli-table3';
import { colors } from '../output/colors.ts';
import { count } from '../output/describe-plan.ts';
import { figureText } from '../output/figure-text.ts';
import { titleOfMetric } from './metric-titles.ts';
import type { BaselineScore, ClassScores, Scores } from './scores.ts';
import { tellTargets } from './tell-targets.ts';

/** A table with more classes would be hard to read, and a wider one does not fit the lines of a terminal. */
const MAX_SHOWN = 20;
const WIDEST = 100;

/** The matrix with its diagonal in bold: rows are true classes, columns predicted ones. */
const showConfusion = (
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
): string => {
  const table = new Table({
    head: ['true \\ predicted', ...classes],
    colAligns: ['left', ...matrix.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  matrix.forEach((row, i) => {
    table.push([
      classes[i]!,
      ...row.map((n, j) => (n === 0 ? colors.dim('·') : i === j ? colors.bold(n) : String(n))),
    ]);
  });
  return table.toString();
};

const namesOf = ({ classes }: ClassReport): readonly string[] => classes.map(({ name }) => name);

/** So many confusions are told of a matrix that is too wide. */
const MOST_CONFUSIONS = 5;

/** The most frequent confusions. */
const tellConfusions = (
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
): readonly string[] => {
  const wrong = matrix
    .flatMap((row, i) => row.map((rows, j) => ({ rows, i, j })))
    .filter(({ rows, i, j }) => rows > 0 && i !== j)
    .sort((a, b) => b.rows - a.rows);
  return wrong.length === 0
    ? []
    : [
        'most frequent confusions:',
        ...wrong
          .slice(0, MOST_CONFUSIONS)
          .map(
            ({ rows, i, j }) =>
              `  '${classes[i]}' predicted as '${classes[j]}' in ${count(rows)} ${rows === 1 ? 'row' : 'rows'}`,
          ),
        '',
      ];
};

/** The confusion matrix, or if it is too wide the most frequent confusions; and the figures of each class. */
export const tellClasses = ({ confusion, report }: ClassScores): readonly string[] => {
  const classes = namesOf(report);
  if (confusion.length > MAX_SHOWN) return tellConfusions(confusion, classes);
  const matrix = showConfusion(confusion, classes);
  const width = stripVTControlCharacters(matrix.split('\n')[0]!).length;
  return [
    ...(width > WIDEST ? tellConfusions(confusion, classes) : [matrix, '']),
    ...[showClassReport(report), ''],
  ];
};

const digits = (value: number): string => value.toFixed(4);

/** A mean as people write numbers. */
const short = (value: number): string => String(Number(value.toPrecision(5)));

const tellBaseline = (
  baseline: BaselineScore,
  { main }: Pick<Scores, 'main'>,
  trained: number,
): string => {
  const { kind, says, rows, value } = baseline;
  if (kind === 'constant' && says === undefined)
    return `always saying the ${main === 'r2' ? 'mean' : 'more frequent value'} of each target has ${digits(value)}`;
  if (kind === 'constant')
    return typeof says === 'number'
      ? `always saying the mean, ${short(says)}, has ${digits(value)}`
      : `always saying '${says}' has ${digits(value)}`;
  return `a linear model${rows < trained ? ` of ${count(rows)} random rows` : ''} has ${digits(value)}`;
};

/** What simpler models reach, for a line after the main metric; empty if it is not known. */
export const tellBaselines = ({ baselines, main }: Pick<Scores, 'baselines' | 'main'>): string => {
  const trained = baselines.find(({ kind }) => kind === 'constant')?.rows ?? 0;
  return baselines.map((one) => tellBaseline(one, { main }, trained)).join('; ');
};

/** A metric's name as people write it. */
export const titleOf = (name: string, { classes }: Scores): string =>
  name === 'averagePrecision'
    ? `average precision of '${classes?.positive?.name}'`
    : titleOfMetric(name);

/** A figure with the kind of the rows that it is of, unless they are of several kinds. */
const named = (on: string, figure: string): string => (on === 'all' ? figure : `${on} ${figure}`);

/** The metric that counts, alone. */
export const tellMain = ({ metrics, main }: Scores, on: string): string =>
  named(on, `${main} ${digits(metrics[main] ?? Number.NaN)}`);

/** All metrics, with the one that counts last, beside what simpler models have. `on` is the kind of rows. */
export const tellMetrics = (scores: Scores, on: string): readonly string[] => {
  const { metrics, main, loss, classes } = scores;
  const share = classes?.positive?.share;
  const others = Object.entries(metrics).flatMap(([name, value]) => {
    if (name === main) return [];
    const beside = name === 'averagePrecision' ? `; random scores have ${digits(share!)}` : '';
    return [named(on, `${titleOf(name, scores)} ${figureText(name, value)}${beside}`)];
  });
  const beside = tellBaselines(scores);
  const last = `${tellMain(scores, on)}${beside === '' ? '' : `; ${beside}`}`;
  return [...others, named(on, `loss ${figureText('loss', loss)}`), last];
};

/** The scores at the end of a training: those of rare classes only where there are any. */
export const tellOutcome = (scores: Scores, on: string): readonly string[] => {
  const { classes, metrics, main } = scores;
  if (classes === undefined) {
    const { targets } = scores;
    return [
      ...(targets === undefined ? [] : ['', ...tellTargets(targets)]),
      ...tellMetrics(scores, on),
    ];
  }
  if (classes.areUneven) return ['', ...tellClasses(classes), ...tellMetrics(scores, on)];
  return tellMetrics({ ...scores, metrics: { [main]: metrics[main]! } }, on);
};

/** What a script gets of the scores, besides loss and metrics. */
export const jsonOfScores = ({ examples, baselines, main, classes, targets }: Scores): object => ({
  examples,
  ...(baselines.length === 0
    ? {}
    : {
        baselines: baselines.map(({ value, ...of }) => ({ ...of, metrics: { [main]: value } })),
      }),
  ...(targets === undefined ? {} : { targets }),
  ...(classes === undefined
    ? {}
    : {
        classes: namesOf(classes.report),
        confusion: classes.confusion,
        perClass: classes.report.classes,
        ...(classes.positive === undefined ? {} : { positive: classes.positive.name }),
      }),
});
