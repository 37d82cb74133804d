/** The best of the values that were watched, and the number of values since. */
export interface Patience {
  readonly best: number | undefined;
  readonly waited: number;
}

/** Which values are better: small ones or large ones. */
export type Mode = 'min' | 'max';

/**
 * The patience after one more value: the value is the best if it beats the best so far by more than the margin.
 * The first number does; NaN never does.
 *
 * @example
 * ```ts
 * import { watch } from '@puregrad/tensors/interpreters';
 * const first = watch({ best: undefined, waited: 0 }, 2, { mode: 'min', margin: 0.5 });
 * first; // => { best: 2, waited: 0, improved: true }
 * watch(first, 1.75, { mode: 'min', margin: 0.5 }); // => { best: 2, waited: 1, improved: false }
 * ```
 */
export const watch = (
  { best, waited }: Patience,
  value: number,
  { mode, margin }: { readonly mode: Mode; readonly margin: number },
): Patience & { readonly improved: boolean } => {
  const beats = mode === 'min' ? value < best! - margin : value > best! + margin;
  const improved = best === undefined ? !Number.isNaN(value) : beats;
  return { best: improved ? value : best, waited: improved ? 0 : waited + 1, improved };
};
