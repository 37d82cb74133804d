import { describe, expect, it } from 'vitest';
import { recordTraining } from '../../docs/.vitepress/home/record.ts';
import { homeSettings } from '../../docs/.vitepress/home/recorded-training.ts';
import training from '../../docs/.vitepress/recorded/training.json' with { type: 'json' };
import { isRecorded, recordingsOf } from '../../docs/.vitepress/recordings.ts';
import { collectExamples } from './collect.ts';
import { isSameChart, recordedCharts } from './recorded.ts';
import { root } from './run.ts';

const examples = collectExamples(root);
const ofTutorial = examples.filter(({ file }) => /^docs[\\/](tutorial[\\/]|index)/.test(file));

describe('recorded charts', () => {
  it('are there for each snippet of the tutorial that draws one', () => {
    const charts = ofTutorial.filter(({ code }) => isRecorded(code));
    expect(charts.length).toBeGreaterThan(15);
    for (const example of charts)
      expect(recordedCharts(example, examples)?.length, `${example.file}:${example.line}`).toBe(1);
  });

  it('are of snippets that are still there', () => {
    for (const { file } of ofTutorial) {
      const count = examples.filter((one) => one.file === file).length;
      for (const { snippet } of recordingsOf(file.replaceAll('\\', '/').replace('docs/', '')))
        expect(snippet, file).toBeLessThanOrEqual(count);
    }
  });

  it('are told from other ones', () => {
    const rows = [
      { epoch: 1, loss: 0.5 },
      { epoch: 2, loss: 0.25 },
    ];
    expect(isSameChart(rows, rows)).toBe(true);
    expect(isSameChart([rows[0]!, { epoch: 2, loss: 0.26 }], rows)).toBe(false);
    expect(isSameChart([rows[0]!], rows)).toBe(false);
    expect(isSameChart([rows[0]!, { epoch: 2, other: 0.25 }], rows)).toBe(false);
  });
});

it('the training that the home page plays is the one that its code gives', async () => {
  expect(training.epochs.length).toBe(homeSettings.epochs);
  expect(training.epochs.at(-1)!.accuracy).toBeGreaterThan(0.95);
  const { points, epochs } = await recordTraining({ ...homeSettings, epochs: 3 });
  expect(points).toEqual(training.points);
  const [again, recorded] = [epochs, training.epochs.slice(0, 3)].map((all) =>
    all.map(({ epoch, loss, accuracy }) => ({ epoch, loss, accuracy })),
  );
  expect(isSameChart(again!, recorded!)).toBe(true);
});
