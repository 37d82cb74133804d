import Table from 'cli-table3';
import { titleOfMetric } from './metric-titles.ts';
import type { TargetScore } from './target-scores.ts';

/** A table with more targets would be hard to read; JSON has them all. */
const MAX_SHOWN = 20;

/** A number as people write it. */
const short = (value: number): string => String(Number(value.toPrecision(5)));

const isUnit = (name: string): boolean => name === 'mae' || name === 'rmse';

/** The names and texts of the scores of each target: errors are in its units. */
export const rowsOfTargets = (
  targets: readonly TargetScore[],
): { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } => {
  const names = Object.keys(targets[0]?.metrics ?? {});
  const hasBaseline = targets.some(({ baseline }) => baseline !== undefined);
  return {
    head: ['target', ...names.map(titleOfMetric), ...(hasBaseline ? ['always saying', 'has'] : [])],
    rows: targets.map(({ name, metrics, baseline }) => [
      name,
      ...names.map((of) => (isUnit(of) ? short(metrics[of]!) : metrics[of]!.toFixed(4))),
      ...(baseline === undefined
        ? []
        : [
            typeof baseline.says === 'number' ? short(baseline.says) : `'${baseline.says}'`,
            baseline.value.toFixed(4),
          ]),
    ]),
  };
};

/** A table of several targets, with an empty line after it. */
export const tellTargets = (targets: readonly TargetScore[] | undefined): readonly string[] => {
  if (targets === undefined) return [];
  const { head, rows } = rowsOfTargets(targets.slice(0, MAX_SHOWN));
  const table = new Table({
    head: [...head],
    colAligns: ['left', ...head.slice(1).map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([...row]);
  const more = targets.length - MAX_SHOWN;
  return [
    table.toString(),
    ...(more > 0 ? [`and ${more} more targets; --json has them all`] : []),
    '',
  ];
};
