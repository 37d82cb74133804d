import { ArgumentError } from '../errors.ts';
import { type ConcreteTensor, isConcrete, type Tensor } from '../tensor.ts';
import { leavesWithPaths } from '../tree.ts';
import type { When } from './engine.ts';
import type { Trace } from './traces.ts';

type Donation = Pick<Trace<unknown, When>, 'donated' | 'kept' | 'constants'>;

/** Marks the donated inputs: the program may have written to them, even if it failed half-way. */
export const giveUp = ({ donated }: Donation, inputs: readonly Tensor[]): void => {
  for (const index of donated) (inputs[index] as ConcreteTensor).donate();
};

/** @throws ArgumentError if a donated tensor is needed elsewhere: by another argument, or by the function. */
export const requireDonatable = (
  inputs: readonly Tensor[],
  { donated, kept, constants }: Donation,
  args: readonly unknown[],
  donate: readonly number[],
): void => {
  for (const index of donated) {
    const input = inputs[index]!;
    // A constant has been read, and what is still in a program's memory alone has not.
    const isUnread = isConcrete(input) && input.isOnlyOnDevice;
    if (!isUnread && constants.has(input))
      throw new ArgumentError(
        'compile: a donated tensor is also captured by the compiled function, which needs it at every call; pass it only as an argument, or donate a copy',
      );
  }
  if (!haveInCommon(inputs, donated, kept)) return;
  const given = donated.map((index) => inputs[index]!);
  args.forEach((arg, index) => {
    if (donate.includes(index)) return;
    const shared = leavesWithPaths(arg).find(([, leaf]) => given.includes(leaf));
    if (shared !== undefined)
      throw new ArgumentError(
        `compile: argument ${index}${shared[0] === '' ? '' : ` (${shared[0]})`} is a tensor that another argument donates; don't donate it, or pass a copy`,
      );
  });
};

/** So few pairs that comparing all is faster than hashing. */
const FEW_PAIRS = 400;

/** Whether the inputs at some places are also at others. */
const haveInCommon = (
  inputs: readonly Tensor[],
  some: readonly number[],
  others: readonly number[],
): boolean => {
  if (some.length * others.length > FEW_PAIRS) {
    const all = new Set(some.map((index) => inputs[index]!));
    return others.some((index) => all.has(inputs[index]!));
  }
  for (const a of some) for (const b of others) if (inputs[a] === inputs[b]) return true;
  return false;
};
