import type { PermutationImportance } from '@puregrad/metrics/importance';
import { columnGroups } from '../importance/column-groups.ts';
import { measureImportance, someRows } from '../importance/importance.ts';
import { type Dependence, dependenceOf } from './dependence.ts';
import type { KnownColumn } from './known-columns.ts';
import type { ReportedRun } from './reported-run.ts';

/** The importance of the columns, and the curves of those that lead. */
export interface ReportedImportance extends PermutationImportance {
  readonly repeats: number;
  /** The rows that it was measured on. */
  readonly rows: number;
  readonly curves: readonly Dependence[];
}

const MOST_ROWS = 1000;
const REPEATS = 5;
const MOST_CURVES = 6;
/** A report with more columns would take long. */
const MOST_COLUMNS = 300;

/** The reason why there is no importance. */
export interface NotMeasured {
  readonly why: string;
}

/** Undefined for images, which have no columns. */
export const reportImportance = async (
  run: ReportedRun,
  columns: readonly KnownColumn[],
): Promise<ReportedImportance | NotMeasured | undefined> => {
  const { network, variables, recipe, settings } = run;
  const groups = columnGroups(recipe);
  if (groups === undefined) return undefined;
  if (groups.length > MOST_COLUMNS)
    return {
      why: `there are ${groups.length} columns, more than ${MOST_COLUMNS}; puregrad importance takes the time`,
    };
  const rows = someRows(run.rows, MOST_ROWS, settings.seed);
  const found = await measureImportance({ network, variables, task: recipe.task }, rows, {
    groups,
    repeats: REPEATS,
    seed: settings.seed,
  });
  if (!Number.isFinite(found.score))
    return {
      why: `${run.main} is not defined for the rows; all targets are equal, or there is one row`,
    };
  const leading = found.groups.filter(({ mean }) => mean > 0).slice(0, MOST_CURVES);
  const curves: Dependence[] = [];
  for (const { name } of leading) {
    const column = columns.find((other) => other.name === name);
    if (column === undefined) continue;
    const curve = await dependenceOf(run, column, groups.find((group) => group.name === name)!);
    if (curve.points.length > 0) curves.push(curve);
  }
  return { ...found, repeats: REPEATS, rows: rows.y.shape[0]!, curves };
};

/** Columns in the order of their importance; as they were if there is none. */
export const byImportance = (
  columns: readonly KnownColumn[],
  importance: ReportedImportance | NotMeasured | undefined,
): readonly KnownColumn[] => {
  if (importance === undefined || 'why' in importance) return columns;
  const ranks = new Map(importance.groups.map(({ name }, rank) => [name, rank]));
  const rank = ({ name }: KnownColumn): number => ranks.get(name) ?? ranks.size;
  return columns.toSorted((a, b) => rank(a) - rank(b));
};
