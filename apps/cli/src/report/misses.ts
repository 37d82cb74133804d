import { invertTransform, takeRows } from '@puregrad/data';
import { softmax, type Tensor, tensor } from '@puregrad/tensors';
import { maximum } from '../extremes.ts';
import { percentText } from '../output/figure-text.ts';
import { classLogits } from '../task.ts';
import { type KnownColumn, short, showKnown } from './known-columns.ts';
import { judgedRows } from './misses-of-several.ts';
import type { ReportedRun } from './reported-run.ts';

/** A row that was far off. */
export interface Miss {
  /** Its line or its row in the file. */
  readonly place: string;
  readonly truth: string;
  readonly taken: string;
  /** The probability that the truth was given, or how far the number was off. */
  readonly figure: string;
  readonly loss: string;
  /** Its values by name, those of important columns first; none for an image. */
  readonly values: readonly (readonly [name: string, text: string])[];
  readonly pixels?: { readonly width: number; readonly height: number; readonly data: Uint8Array };
}

const MOST_MISSES = 12;
const MOST_COLUMNS = 8;
/** Rows with a higher probability of the true class are not misses. */
const DOUBT = 0.1;

const probabilityText = (share: number): string =>
  share < 0.001 ? 'below 0.1 %' : percentText(share);

/** Squares of large numbers have more digits than anybody reads. */
const squareOf = (error: number): string =>
  error > 1000 ? (error ** 2).toExponential(3) : short(error ** 2);

const worst = (badness: readonly number[]): readonly number[] =>
  badness
    .map((_, i) => i)
    .sort((a, b) => badness[b]! - badness[a]!)
    .slice(0, MOST_MISSES);

const pixelsOf = ({ recipe, transform, rows }: ReportedRun, row: number): Partial<Miss> => {
  if (recipe.inputs.kind !== 'images') return {};
  const one = takeRows(rows, tensor(Int32Array.of(row))).x;
  const x = transform === undefined ? one : invertTransform(transform)(one);
  const [height = 1, width = x.size] = recipe.inputs.shape;
  return { pixels: { width, height, data: Uint8Array.from(x.data, (v) => Math.round(255 * v)) } };
};

/** Where a row stands in the file: the line of a table; or its number, counted from 0. */
const placeOf = ({ origin }: ReportedRun, row: number): string => {
  const line = origin?.table?.lines?.[row];
  return line === undefined ? `row ${origin?.rows[row] ?? row}` : `line ${line}`;
};

/** The rows that are most wrong, the worst first; `columns` are in the order of their importance. */
export const missesOf = (
  run: ReportedRun,
  output: Tensor,
  columns: readonly KnownColumn[],
): readonly Miss[] => {
  const { recipe, rows } = run;
  const { classes = [] } = recipe;
  const truths = rows.y.data;
  const known = (row: number) => ({
    place: placeOf(run, row),
    values: columns
      .slice(0, MOST_COLUMNS)
      .map((column) => [column.name, showKnown(column, row)] as const),
    ...pixelsOf(run, row),
  });
  if (recipe.targets !== undefined) {
    const judged = judgedRows(recipe, output, rows.y);
    const losses = judged.map(({ loss }) => loss);
    // Labels are missed if their mean probability is low.
    const least = recipe.task === 'multilabel' ? -Math.log(1 - DOUBT) : 0;
    return worst(losses)
      .filter((row) => losses[row]! > least)
      .map((row) => ({
        ...judged[row]!,
        loss: Number.isFinite(losses[row]) ? short(losses[row]!) : 'above 100',
        ...known(row),
      }));
  }
  if (recipe.task === 'regression') {
    const errors = Array.from(output.data, (p, i) => Math.abs(p - truths[i]!));
    return worst(errors).map((row) => ({
      truth: short(truths[row]!),
      taken: short(output.data[row]!),
      figure: short(errors[row]!),
      loss: squareOf(errors[row]!),
      ...known(row),
    }));
  }
  const shares = softmax(classLogits(recipe.task, output)).toArray() as number[][];
  const name = (c: number): string => classes[c] ?? String(c);
  const badness = shares.map((row, i) => 1 - row[truths[i]!]!);
  const doubtful = worst(badness).filter((row) => badness[row]! > DOUBT);
  return doubtful.map((row) => {
    const of = shares[row]!;
    const share = of[truths[row]!]!;
    return {
      truth: name(truths[row]!),
      taken: name(of.indexOf(maximum(of))),
      figure: probabilityText(share),
      // A probability of 0 in float32 is below 1e-45.
      loss: share === 0 ? 'above 100' : short(-Math.log(share)),
      ...known(row),
    };
  });
};
