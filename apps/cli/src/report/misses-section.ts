import { encode } from 'fast-png';
import type { Recipe } from '../data/recipe.ts';
import { escape } from './html.ts';
import type { Miss } from './misses.ts';

const imageOf = ({ width, height, data }: NonNullable<Miss['pixels']>): string => {
  const png = encode({ width, height, data, channels: 1, depth: 8 });
  return `<img alt="" src="data:image/png;base64,${Buffer.from(png).toString('base64')}">`;
};

const imagesOf = (misses: readonly Miss[]): string =>
  `<div class="misses">${misses
    .map(
      ({ place, truth, taken, figure, pixels }) =>
        `<figure>${imageOf(pixels!)}<figcaption>${escape(truth)}, predicted as ${escape(taken)}: ${figure} for the truth (${place})</figcaption></figure>`,
    )
    .join('\n')}</div>`;

/** The rows that are most wrong, with their values and what was predicted. */
export const missesSection = ({ target, task }: Recipe, misses: readonly Miss[]): string => {
  const [first] = misses;
  if (first === undefined) return '<p>No row was doubtful.</p>';
  if (first.pixels !== undefined) return imagesOf(misses);
  const figureName = task === 'regression' ? 'off by' : 'for the truth';
  const names = [
    '',
    target,
    'predicted',
    figureName,
    'loss',
    ...first.values.map(([name]) => name),
  ];
  const head = names.map((name) => `<th scope="col">${escape(name)}</th>`).join('');
  const rows = misses.map(({ place, truth, taken, figure, loss, values }) => {
    const cells = [truth, taken, figure, loss, ...values.map(([, text]) => text)];
    return `<tr><th scope="row">${place}</th>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;
  });
  return `<div class="wide"><table class="misses-table"><tr>${head}</tr>
${rows.join('\n')}
</table></div>`;
};
