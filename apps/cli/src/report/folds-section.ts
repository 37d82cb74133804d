import type { FoldScore } from '../folds/fold-trial.ts';
import { figuresOf, spreadOf } from '../folds/spread.ts';
import { figureText } from '../output/figure-text.ts';
import { escape } from './html.ts';

/** The figures of each fold, and their means and standard deviations; nothing without folds. */
export const foldsSection = (folds: readonly FoldScore[] | undefined): string => {
  if (folds === undefined || folds.length === 0) return '';
  const { mean, std } = spreadOf(folds);
  const names = Object.keys(mean);
  const row = (title: string, cells: readonly string[]): string =>
    `<tr><th scope="row">${title}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  const rows = folds.map((fold, i) => {
    const figures = figuresOf(fold);
    return row(`fold ${i + 1}`, [
      fold.examples.test.toLocaleString('en-US'),
      ...names.map((name) => figureText(name, figures[name]!)),
    ]);
  });
  const all = names.map(
    (name) => `${figureText(name, mean[name]!)} ± ${figureText(name, std[name]!)}`,
  );
  const head = ['rows', ...names].map((name) => `<th scope="col">${escape(name)}</th>`).join('');
  return `<p class="dim">The model of each fold was trained without its rows. The last row has the mean and the standard deviation.</p>
<div class="wide"><table><tr><th></th>${head}</tr>
${rows.join('\n')}
${row('all', ['', ...all])}</table></div>`;
};
