import type { Mismatch } from './compare.ts';
import {
  type CaseReport,
  count,
  type FileReport,
  type Outcome,
  type PrecisionName,
  precisions,
} from './run.ts';

/** How many mismatches of one case are written out. */
const SHOWN = 5;

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
  const width = Math.max(4, ...reports.map(({ file }) => file.length));
  const row = (name: string, groups: readonly (readonly (string | number)[])[]): string =>
    [
      name.padEnd(width),
      ...groups.map((cells) => cells.map((cell) => String(cell).padStart(11)).join(' ')),
    ]
      .join(' |')
      .trimEnd();
  return [
    row(
      '',
      precisions.map((precision) => [precision, '', '']),
    ),
    row(
      'file',
      precisions.map(() => ['passed', 'failed', 'unsupported']),
    ),
    ...reports.map(({ file, cases }) =>
      row(
        file,
        precisions.map((precision) =>
          tags.map((tag) => cases.filter((one) => one.outcomes[precision]._tag === tag).length),
        ),
      ),
    ),
  ];
};

const failures = ({ file, cases }: FileReport): readonly string[] =>
  cases.flatMap((one) => precisions.flatMap((precision) => failure(file, one, precision)));

const failure = (file: string, one: CaseReport, precision: PrecisionName): readonly string[] => {
  const outcome = one.outcomes[precision];
  if (outcome._tag !== 'Failed') return [];
  const more = outcome.mismatches.length - SHOWN;
  return [
    `${file}: ${one.name} (${precision})`,
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

/** What a file asks for and the packages lack, each with its number of cases. */
const gaps = ({ file, cases }: FileReport): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { outcomes } of cases) {
    const lacking = new Set(
      precisions.flatMap((precision) => {
        const outcome = outcomes[precision];
        return outcome._tag === 'Unsupported' ? [outcome.what] : [];
      }),
    );
    for (const what of lacking) counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, cases]) => `${file}: ${what} (${cases})`);
};
