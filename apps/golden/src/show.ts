import type { Mismatch } from './compare.ts';
import { count, type FileReport, type Outcome } from './run.ts';

/** The number of mismatches of one case that are printed. */
const SHOWN = 5;

/** The width of a column of the table. */
const COLUMN = 11;

/** The report as text: a table, what failed and why, what is unsupported, and the counts. */
export const show = (reports: readonly FileReport[]): string => {
  const { passed, failed, skipped } = count(reports);
  return [
    ...table(reports),
    '',
    ...section('Failures', reports.flatMap(failures)),
    ...section('Unsupported', reports.flatMap(gaps)),
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ].join('\n');
};

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`), ''];

const tags = ['Passed', 'Failed', 'Unsupported'] as const satisfies readonly Outcome['_tag'][];

const table = (reports: readonly FileReport[]): readonly string[] => {
  const modes = [...new Set(reports.flatMap((report) => report.modes))];
  const width = Math.max(4, ...reports.map(({ file }) => file.length));
  const row = (name: string, groups: readonly string[]): string =>
    [name.padEnd(width), ...groups].join(' |').trimEnd();
  return [
    row(
      '',
      modes.map((mode) => ` ${mode}`.padEnd(columns(['', '', '']).length)),
    ),
    row(
      'file',
      modes.map(() => columns(['passed', 'failed', 'unsupported'])),
    ),
    ...reports.map(({ file, cases }) =>
      row(
        file,
        modes.map((mode) =>
          columns(
            tags.map((tag) => cases.filter(({ outcomes }) => outcomes[mode]?._tag === tag).length),
          ),
        ),
      ),
    ),
  ];
};

const columns = (cells: readonly (string | number)[]): string =>
  cells.map((cell) => String(cell).padStart(COLUMN)).join(' ');

const failures = ({ file, cases }: FileReport): readonly string[] =>
  cases.flatMap(({ name, outcomes }) =>
    Object.entries(outcomes).flatMap(([mode, outcome]) =>
      failure(`${file}: ${name} (${mode})`, outcome),
    ),
  );

const failure = (title: string, outcome: Outcome): readonly string[] => {
  if (outcome._tag !== 'Failed') return [];
  const more = outcome.mismatches.length - SHOWN;
  return [
    title,
    ...outcome.mismatches.slice(0, SHOWN).map((mismatch) => `  ${describe(mismatch)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
};

const describe = ({ path, problem, worst }: Mismatch): string => {
  const place = path === '' ? '' : `${path} `;
  return worst === undefined
    ? `${place}${problem}`
    : `${place}${problem}; worst at element ${worst.index}: expected ${worst.expected}, actual ${worst.actual}`;
};

/** The features that a file needs and the packages lack, each with its number of cases. */
const gaps = ({ file, cases }: FileReport): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { outcomes } of cases) {
    const lacking = new Set(
      Object.values(outcomes).flatMap((outcome) =>
        outcome._tag === 'Unsupported' ? [outcome.what] : [],
      ),
    );
    for (const what of lacking) counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, cases]) => `${file}: ${what} (${cases})`);
};
