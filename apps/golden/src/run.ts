import type { FloatDType } from '@puregrad/tensors';
import { isUnsupported } from './check.ts';
import { checkFor } from './checks/checks.ts';
import type { Mismatch } from './compare.ts';
import type { GoldenCase, GoldenFile } from './format.ts';
import { toleranceFor } from './tolerance.ts';

/** Every case runs in each, on the reference engine. */
export const precisions = ['float64', 'float32'] as const satisfies readonly FloatDType[];
export type PrecisionName = (typeof precisions)[number];

export type Outcome =
  | { readonly _tag: 'Passed' }
  | { readonly _tag: 'Failed'; readonly mismatches: readonly Mismatch[] }
  | { readonly _tag: 'Unsupported'; readonly what: string };

export interface CaseReport {
  readonly name: string;
  readonly outcomes: { readonly [P in PrecisionName]: Outcome };
}

export interface FileReport {
  readonly file: string;
  readonly cases: readonly CaseReport[];
}

/** How many cases passed in both precisions, failed in one, or cannot be run. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const runFile = (golden: GoldenFile): FileReport => ({
  file: golden.file,
  cases: golden.cases.map((one) => ({
    name: one.name,
    outcomes: {
      float64: runCase(golden, one, 'float64'),
      float32: runCase(golden, one, 'float32'),
    },
  })),
});

const runCase = (golden: GoldenFile, one: GoldenCase, dtype: PrecisionName): Outcome => {
  try {
    const tolerance = toleranceFor(dtype, golden);
    const result = checkFor(golden.file)(one, { dtype, tolerance });
    if (isUnsupported(result)) return result;
    return result.length === 0 ? { _tag: 'Passed' } : { _tag: 'Failed', mismatches: result };
  } catch (error) {
    const problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { _tag: 'Failed', mismatches: [{ path: '', problem }] };
  }
};

/** A case counts once: failed if a precision failed, else skipped if one is unsupported. */
export const verdict = ({ outcomes }: CaseReport): keyof Counts => {
  const tags = precisions.map((precision) => outcomes[precision]._tag);
  if (tags.includes('Failed')) return 'failed';
  return tags.includes('Unsupported') ? 'skipped' : 'passed';
};

export const count = (reports: readonly FileReport[]): Counts => {
  const verdicts = reports.flatMap(({ cases }) => cases.map(verdict));
  const of = (kind: keyof Counts): number => verdicts.filter((v) => v === kind).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
};
