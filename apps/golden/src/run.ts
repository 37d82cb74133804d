import { isUnsupported } from './check.ts';
import { checkFor } from './checks/checks.ts';
import type { Mismatch } from './compare.ts';
import type { GoldenCase, GoldenFile } from './format.ts';
import { inTurn } from './in-turn.ts';
import { allModes, type Mode } from './mode.ts';
import { toleranceFor } from './tolerance.ts';

export type Outcome =
  | { readonly _tag: 'Passed' }
  | { readonly _tag: 'Failed'; readonly mismatches: readonly Mismatch[] }
  | { readonly _tag: 'Unsupported'; readonly what: string };

export interface CaseReport {
  readonly name: string;
  /** One for each mode, by its name. */
  readonly outcomes: { readonly [mode: string]: Outcome };
}

export interface FileReport {
  readonly file: string;
  /** The names of the modes that it ran in. */
  readonly modes: readonly string[];
  readonly cases: readonly CaseReport[];
}

/** The numbers of cases that passed in every mode, failed in one, or cannot be run. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Every case of a file in every mode. */
export const runFile = async (
  golden: GoldenFile,
  modes: readonly Mode[] = allModes,
): Promise<FileReport> => ({
  file: golden.file,
  modes: modes.map(({ name }) => name),
  cases: await inTurn(golden.cases, async (one) => ({
    name: one.name,
    outcomes: Object.fromEntries(
      await inTurn(modes, async (mode) => [mode.name, await runCase(golden, one, mode)] as const),
    ),
  })),
});

const runCase = async (
  golden: GoldenFile,
  one: GoldenCase,
  { dtype, run }: Mode,
): Promise<Outcome> => {
  try {
    const tolerance = toleranceFor(dtype, golden);
    const result = await checkFor(golden.file)(one, { dtype, tolerance, run });
    if (isUnsupported(result)) return result;
    return result.length === 0 ? { _tag: 'Passed' } : { _tag: 'Failed', mismatches: result };
  } catch (error) {
    const problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { _tag: 'Failed', mismatches: [{ path: '', problem }] };
  }
};

/** A case counts once: failed if a mode failed, else skipped if one is unsupported or there is none. */
export const verdict = ({ outcomes }: CaseReport): keyof Counts => {
  const tags = Object.values(outcomes).map(({ _tag }) => _tag);
  if (tags.includes('Failed')) return 'failed';
  return tags.length === 0 || tags.includes('Unsupported') ? 'skipped' : 'passed';
};

export const count = (reports: readonly FileReport[]): Counts => {
  const verdicts = reports.flatMap(({ cases }) => cases.map(verdict));
  const of = (kind: keyof Counts): number => verdicts.filter((v) => v === kind).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
};
