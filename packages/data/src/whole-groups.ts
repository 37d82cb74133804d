import { ArgumentError, type Key, permutation } from '@puregrad/tensors';

/** The rows of a group. */
export type Group = readonly number[];

/** The groups of each part; a part of size 0 has none. */
type GroupedParts = readonly (readonly Group[])[];

/** Whether a part of `size` rows comes nearer to the size asked for with `more` rows. */
const isNearer = (size: number, more: number, wanted: number): boolean =>
  Math.abs(size + more - wanted) < Math.abs(size - wanted);

/** @throws ArgumentError, in the name of `operation`, if a part would have no group. */
const requireGroups = (
  operation: string,
  groups: readonly Group[],
  sizes: readonly number[],
): void => {
  const parts = sizes.filter((size) => size > 0).length;
  if (groups.length < parts)
    throw new ArgumentError(
      `${operation}: ${groups.length} ${groups.length === 1 ? 'group does' : 'groups do'} not make ${parts} parts, because no group is divided; ask for fewer parts, or choose smaller groups`,
    );
};

/**
 * Divides groups in their order: each part takes the next groups until the parts so far come nearest to the sizes
 * asked for, and at least one group if its size is above 0.
 *
 * @throws ArgumentError, in the name of `operation`, if there are fewer groups than parts.
 */
export const cutGroups = (
  operation: string,
  groups: readonly Group[],
  sizes: readonly number[],
): GroupedParts => {
  requireGroups(operation, groups, sizes);
  const lastPart = sizes.findLastIndex((size) => size > 0);
  let next = 0;
  let taken = 0;
  let wanted = 0;
  return sizes.map((size, part) => {
    wanted += size;
    if (size === 0) return [];
    const first = next;
    const kept = sizes.slice(part + 1).filter((later) => later > 0).length;
    const takes = (): boolean =>
      part === lastPart || next === first || isNearer(taken, groups[next]!.length, wanted);
    while (next < groups.length - kept && takes()) taken += groups[next++]!.length;
    return groups.slice(first, next);
  });
};

/**
 * Divides groups in an order of the key: each part but the largest takes every group that brings its size nearer
 * to the size asked for, and the smallest group if there is no such group. The largest part takes the rest.
 *
 * @throws ArgumentError, in the name of `operation`, if there are fewer groups than parts.
 */
export const drawGroups = (
  operation: string,
  groups: readonly Group[],
  sizes: readonly number[],
  key: Key,
): GroupedParts => {
  requireGroups(operation, groups, sizes);
  const largest = sizes.reduce((most, size, part) => (size > sizes[most]! ? part : most), 0);
  const left = new Set([...permutation(key, groups.length).data].map((i) => groups[i]!));
  let unfilled = sizes.filter((size) => size > 0).length;
  const drawn = sizes.map((wanted, part) => {
    if (wanted === 0 || part === largest) return [];
    unfilled--;
    const taken: Group[] = [];
    let size = 0;
    const take = (group: Group): void => {
      taken.push(group);
      size += group.length;
      left.delete(group);
    };
    for (const group of left)
      if (left.size > unfilled && isNearer(size, group.length, wanted)) take(group);
    if (taken.length === 0) take(smallestOf(left));
    return taken;
  });
  return drawn.map((taken, part) => (part === largest ? [...left] : taken));
};

const smallestOf = (groups: Iterable<Group>): Group =>
  [...groups].reduce((least, group) => (group.length < least.length ? group : least));
