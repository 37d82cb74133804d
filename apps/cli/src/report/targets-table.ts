import type { TargetScore } from '../scores/target-scores.ts';
import { rowsOfTargets } from '../scores/tell-targets.ts';
import { escape } from './html.ts';

/** The scores of each of several targets, beside those of a constant. */
export const targetsTable = (targets: readonly TargetScore[]): string => {
  const { head, rows } = rowsOfTargets(targets);
  const cells = ([name, ...others]: readonly string[]): string =>
    `<th scope="row">${escape(name!)}</th>${others.map((cell) => `<td>${escape(cell)}</td>`).join('')}`;
  return `<div class="wide"><table>
<tr>${head.map((name) => `<th scope="col">${escape(name)}</th>`).join('')}</tr>
${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}
</table></div>`;
};
