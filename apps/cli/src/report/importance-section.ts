import { maximum, minimum } from '../extremes.ts';
import { noteOf } from '../importance/importance.ts';
import { dependenceChart } from './dependence-chart.ts';
import { charts, escape, figure } from './html.ts';
import type { NotMeasured, ReportedImportance } from './report-importance.ts';

/** Columns with less importance are left out of a long list. */
const MOST_SHOWN = 20;

/** How much the score drops without each column, and how the predictions depend on the leading ones. */
export const importanceSection = async (
  main: string,
  on: string,
  importance: ReportedImportance | NotMeasured | undefined,
): Promise<string> => {
  if (importance === undefined) return '';
  if ('why' in importance) return `<p>It was not measured: ${escape(importance.why)}.</p>`;
  const { groups, repeats, rows, curves } = importance;
  const most = maximum(groups.map(({ mean }) => mean));
  const shown = groups.slice(0, MOST_SHOWN).map((one) => {
    const { name, mean, std } = one;
    const share = most > 0 ? Math.max(0, (100 * mean) / most) : 0;
    return `<tr><th scope="row">${escape(name)}</th><td class="bar"><div style="width: ${share.toFixed(1)}%"></div></td><td>${mean.toFixed(4)} ± ${std.toFixed(4)}<div class="note">${noteOf(one)}</div></td></tr>`;
  });
  const more = groups.length - shown.length;
  const rest = more > 0 ? `<p class="dim">${more} more columns have less importance.</p>` : '';
  // One scale for all curves: a column without an effect is flat.
  const means = curves.flatMap(({ points }) => points.map(({ mean }) => mean));
  const domain = [minimum(means), maximum(means)] as const;
  const figures = curves.map((curve) => figure('', dependenceChart(curve, domain)));
  return `<p class="dim">The drop of the ${on} ${escape(main)} if the values of a column are permuted among ${rows.toLocaleString('en-US')} rows: mean ± standard deviation of ${repeats} permutations. Columns that tell the same share their importance.</p>
<div class="wide"><table class="importance">
${shown.join('\n')}
</table></div>
${rest}${
  figures.length === 0
    ? ''
    : `<h3>Partial dependence</h3>
<p class="dim">The mean prediction if all rows had the same value in one column, for the columns that matter most. All curves have one scale.</p>
${await charts(...figures)}`
}`;
};
