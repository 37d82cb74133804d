import type { GroupProfile } from '../../compile/engine.ts';
import { touchedBy } from './lifetimes.ts';
import type { LoadedPart } from './load.ts';

/** The parts of a stepwise program with the nodes that they compute; copies into the same node are one group. */
export const groupsOf = (
  parts: readonly LoadedPart[],
  times: readonly number[],
): readonly GroupProfile[] => {
  const groups: GroupProfile[] = [];
  parts.forEach(({ steps, runner }, i) => {
    const writes = [...new Set(steps.flatMap((step) => touchedBy(step).writes))];
    const fused = steps.flatMap((step) =>
      step.kind === 'loop' || step.kind === 'reduce' ? step.operations.map(({ id }) => id) : [],
    );
    const nodes = [...new Set([...fused, ...writes])].sort((a, b) => a - b);
    const milliseconds = times[i]!;
    const last = groups.at(-1);
    if (last !== undefined && nodes.every((id) => last.nodes.includes(id)))
      groups[groups.length - 1] = { ...last, milliseconds: last.milliseconds + milliseconds };
    else groups.push({ nodes, writes, runner, milliseconds });
  });
  return groups;
};
