import type { MadeUp } from '../data/filled-gaps.ts';
import { count } from '../output/describe-plan.ts';

/** So many columns are named. */
const MOST = 5;

const listed = (items: readonly string[]): string => {
  const shown = items.length > MOST + 1 ? items.slice(0, MOST) : items;
  const others = items.length - shown.length;
  return `${shown.join(', ')}${others === 0 ? '' : ` and ${others} other columns`}`;
};

/** The columns of which one number is not 0, the largest numbers first. */
const leading = (all: readonly MadeUp[], of: 'filled' | 'unknown'): readonly MadeUp[] =>
  all.filter((one) => one[of] > 0).sort((a, b) => b[of] - a[of]);

const total = (all: readonly MadeUp[], of: 'filled' | 'unknown'): number =>
  all.reduce((sum, one) => sum + one[of], 0);

const values = (number: number): string => `${count(number)} ${number === 1 ? 'value' : 'values'}`;
const was = (number: number): string => (number === 1 ? 'was' : 'were');

/** The sums of what was made up for parts of the rows. */
export const addMadeUp = (all: readonly MadeUp[], more: readonly MadeUp[]): readonly MadeUp[] =>
  all.length === 0
    ? more
    : all.map((one, i) => ({
        name: one.name,
        filled: one.filled + more[i]!.filled,
        unknown: one.unknown + more[i]!.unknown,
      }));

/** What was made up for rows, in one line; undefined if nothing was. */
export const tellMadeUp = (all: readonly MadeUp[]): string | undefined => {
  const unknown = total(all, 'unknown');
  const filled = total(all, 'filled');
  const parts: string[] = [];
  if (unknown > 0) {
    const told = leading(all, 'unknown').map(
      ({ name, unknown }) => `${values(unknown)} of ${name}`,
    );
    parts.push(`${listed(told)} ${was(unknown)} never seen in training`);
  }
  if (filled > 0) {
    const told = leading(all, 'filled').map(({ name, filled }) => `${count(filled)} of ${name}`);
    parts.push(
      `${count(filled)} missing ${filled === 1 ? 'value' : 'values'} ${was(filled)} filled in (${listed(told)})`,
    );
  }
  return parts.length === 0 ? undefined : parts.join('; ');
};
