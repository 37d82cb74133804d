import { showSummary } from '@puregrad/layers';
import { showClassReport } from '@puregrad/metrics';
import { settingTexts } from '../options/describe.ts';
import { trainOptions } from '../options/train/train-options.ts';
import { figureText } from '../output/figure-text.ts';
import { tellBaselines, titleOf } from '../scores/tell-scores.ts';
import { nameOfTask } from '../task.ts';
import { histogram, layerCurve, learningCurve, scatter } from './charts.ts';
import { foldsSection } from './folds-section.ts';
import { charts, escape, figure, section } from './html.ts';
import { importanceSection } from './importance-section.ts';
import { missesSection } from './misses-section.ts';
import type { Report } from './report.ts';
import { targetsTable } from './targets-table.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c1c1e, #ececf0); --paper: light-dark(#fff, #17171a);
  --line: light-dark(#d8d8de, #3a3a40); --soft: light-dark(#f5f5f8, #212126); --dim: light-dark(#5f5f68, #a3a3ad); }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 68rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
.dim { color: var(--dim); } .big { font-size: 2.4rem; font-weight: 600; line-height: 1.1; }
.figures { display: flex; flex-wrap: wrap; gap: 2.5rem; margin: 1.5rem 0; }
.charts { display: flex; flex-wrap: wrap; gap: 1rem 2rem; } .charts svg { max-width: 100%; height: auto; }
figure { margin: 0; } figcaption { color: var(--dim); font-size: .875rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .3rem .6rem; border: 1px solid var(--line); text-align: right; }
th { background: var(--soft); font-weight: 600; } td:first-child, th:first-child { text-align: left; }
.importance .bar { min-width: 3rem; width: 24rem; } .importance .bar div { height: .8rem; background: #2e9cca; }
.misses-table td, .misses-table th { text-align: left; white-space: nowrap; max-width: 14rem; overflow: hidden; text-overflow: ellipsis; }
.importance td { white-space: nowrap; } .importance th { overflow-wrap: anywhere; min-width: 5rem; } .note { color: var(--dim); font-size: .8rem; white-space: normal; }
.matrix td { color: var(--ink); } .wide { overflow-x: auto; }
.misses { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 1rem; }
.misses img { width: 84px; height: 84px; image-rendering: pixelated; border: 1px solid var(--line); display: block; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem;
  overflow-x: auto; font-size: .85rem; }
li { margin: .25rem 0; }
`;

const confusionTable = (
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
): string => {
  const name = (i: number): string => escape(classes[i] ?? String(i));
  const rows = matrix.map((row, i) => {
    const total = row.reduce((a, b) => a + b, 0);
    const cells = row.map((count, j) => {
      const share = total === 0 ? 0 : Math.round((100 * count) / total);
      const hue = i === j ? '46, 147, 60' : '228, 87, 46';
      const tint = count === 0 ? 0 : Math.min(0.6, 0.1 + share / 150);
      return `<td style="background: rgba(${hue}, ${tint})">${count === 0 ? '' : count}</td>`;
    });
    return `<tr><th scope="row">${name(i)}</th>${cells.join('')}</tr>`;
  });
  const head = matrix.map((_, i) => `<th scope="col">${name(i)}</th>`).join('');
  return `<p class="dim">Rows are true classes, columns predicted ones.</p>
<div class="wide"><table class="matrix">
<tr><th></th>${head}</tr>
${rows.join('\n')}
</table></div>`;
};

const settingsTable = (
  { settings, engine, seconds }: Report,
  versions: Readonly<Record<string, string>>,
): string => {
  const all = [
    ...settingTexts(trainOptions, settings),
    ...Object.entries({ engine, seconds: seconds.toFixed(1), ...versions }),
  ];
  return `<div class="wide"><table>${all
    .map(
      ([name, text]) =>
        `<tr><th scope="row">${escape(name)}</th><td style="text-align: left">${escape(text)}</td></tr>`,
    )
    .join('\n')}</table></div>`;
};

const headline = ({
  recipe,
  settings,
  history,
  best,
  main,
  on,
  scores,
  seconds,
}: Report): string => {
  const metrics = Object.entries(scores.metrics)
    .sort(([a], [b]) => Number(b === main) - Number(a === main))
    .map(([name, value]) => [`${on} ${titleOf(name, scores)}`, figureText(name, value)] as const);
  const figures = [...metrics, [`${on} loss`, figureText('loss', scores.loss)] as const].map(
    ([name, value]) =>
      `<div><div class="big">${value}</div><div class="dim">${escape(name)}</div></div>`,
  );
  const epochs = `${history.length} ${history.length === 1 ? 'epoch' : 'epochs'}`;
  return `<h1>${escape(`${recipe.target} from ${settings.data}`)}</h1>
<p class="dim">${nameOfTask(recipe.task)}; ${epochs}, best epoch ${best}; ${seconds.toFixed(1)} s</p>
<div class="figures">${figures.join('\n')}</div>
<p>For comparison, of the ${main}: ${escape(tellBaselines(scores))}.</p>`;
};

const learningCharts = ({ history, best, main }: Report): Promise<string> =>
  charts(
    figure(
      'The loss after each epoch; the line marks the best epoch',
      learningCurve(history, 'loss', best),
    ),
    figure(`${main} after each epoch`, learningCurve(history, main, best)),
  );

const remarksList = ({ remarks }: Report): string =>
  remarks.length === 0
    ? ''
    : `<ul>${remarks.map((remark) => `<li>${escape(remark)}</li>`).join('')}</ul>`;

const findingsList = ({ findings }: Report): string =>
  findings.length === 0
    ? '<p>No known problem was found.</p>'
    : findings
        .map(
          ({ ailment, evidence, epoch, remedies }) =>
            `<p><strong>${escape(ailment)}</strong>: ${escape(evidence)} (epoch ${epoch})</p><ul>${remedies
              .map((remedy) => `<li>${escape(remedy)}</li>`)
              .join('')}</ul>`,
        )
        .join('\n');

/** Predictions and truths: a confusion matrix of classes, or points of numbers. */
const comparison = async ({ scores, pairs }: Report): Promise<string> => {
  const { classes } = scores;
  if (classes !== undefined) {
    const names = classes.report.classes.map(({ name }) => name);
    return [
      section('Confusion matrix', confusionTable(classes.confusion, names)),
      section('Classes', `<pre>${escape(showClassReport(classes.report))}</pre>`),
    ].join('\n');
  }
  const points = pairs.map((of) =>
    figure('On the dashed line both are equal', scatter(of.pairs, of.name)),
  );
  return [
    ...(scores.targets === undefined ? [] : [section('Targets', targetsTable(scores.targets))]),
    ...(points.length === 0
      ? []
      : [section('Predictions and true values', await charts(...points))]),
  ].join('\n');
};

const layerCharts = async ({ history }: Report): Promise<string> =>
  history.some(({ layers }) => layers.length > 0)
    ? charts(
        figure('Norm of the gradients of each layer', layerCurve(history, 'gradientNorm', '‖g‖')),
        figure(
          'Size of the updates relative to the weights',
          layerCurve(history, 'updateRatio', '‖Δw‖ / ‖w‖'),
        ),
        figure('Share of units that are 0 for a whole batch', layerCurve(history, 'dead', 'dead')),
        figure('Share of outputs at their bounds', layerCurve(history, 'saturated', 'saturated')),
      )
    : '';

const histograms = (all: Report['weights']): Promise<string> =>
  charts(...all.map((of) => figure('', histogram(of))));

/** A report as one self-contained page. */
export const pageOf = async (
  report: Report,
  versions: Readonly<Record<string, string>>,
): Promise<string> => {
  const sections = [
    headline(report),
    section('Remarks on the data', remarksList(report)),
    section('Cross-validation', foldsSection(report.folds)),
    section('Learning', await learningCharts(report)),
    section('Diagnosis', findingsList(report)),
    await comparison(report),
    section(
      'Importance of the columns',
      await importanceSection(report.main, report.on, report.importance),
    ),
    section('Rows that are most wrong', missesSection(report.recipe, report.misses)),
    section('Layers', await layerCharts(report)),
    section('Weights', await histograms(report.weights)),
    section('Outputs of the layers', await histograms(report.activations)),
    section('Network', `<pre>${escape(showSummary(report.summary))}</pre>`),
    section('Settings', settingsTable(report, versions)),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(`${report.recipe.target} from ${report.settings.data}`)}</title>
<style>${STYLE}</style>
${sections.join('\n')}
</html>
`;
};
