import { relative } from 'node:path';
import { recordingsOf } from '../../docs/.vitepress/recordings.ts';
import { needsNode } from '../../docs/.vitepress/snippets/mark.ts';
import type { ChartRows } from '../../docs/.vitepress/snippets/messages.ts';
import type { Example } from './collect.ts';

/** A page of the documentation, as its site names it. */
const pageOf = ({ file }: Example): string => relative('docs', file).replaceAll('\\', '/');

/** The charts that the site shows under an example before it is run; undefined if it records none. */
export const recordedCharts = (
  example: Example,
  examples: readonly Example[],
): readonly ChartRows[] | undefined => {
  if (needsNode(example.code)) return undefined;
  const ofPage = examples.filter(({ file, code }) => file === example.file && !needsNode(code));
  const snippet = ofPage.indexOf(example) + 1;
  return recordingsOf(pageOf(example))
    .find((recording) => recording.snippet === snippet)
    ?.output.flatMap((one) => (one.kind === 'chart' ? [one.rows] : []));
};

/** Recorded numbers have four digits; curves that cross 0 are compared by the height of the chart. */
export const isSameChart = (actual: ChartRows, recorded: ChartRows): boolean => {
  const names = Object.keys(recorded[0] ?? {});
  const height = Math.max(...recorded.flatMap((row) => Object.values(row).map(Math.abs)));
  return (
    actual.length === recorded.length &&
    actual.every(
      (row, i) =>
        Object.keys(row).join() === names.join() &&
        names.every((name) => Math.abs(row[name]! - recorded[i]![name]!) <= 1e-3 * height),
    )
  );
};
