import type { NodeId, PrimitiveNode } from '../../compile/graph.ts';
import { isForm, traits } from '../../traits.ts';
import type { FusedOperation, LoopNode, Store } from '../steps.ts';
import type { Progress } from './progress.ts';

type Fused = ReadonlyMap<NodeId, FusedOperation>;

/** The waiting operations that lead to a node and can run in one loop with it, in order. */
export const fusedInto = (progress: Progress, id: NodeId): Fused => {
  const found = new Map<NodeId, FusedOperation>();
  const collect = (id: NodeId): void => {
    if (!progress.isWaiting(id) || found.has(id)) return;
    const node = progress.nodes[id]! as LoopNode;
    for (const input of node.inputs) if (progress.isFusedInto(node, input)) collect(input);
    found.set(id, { id, node, sources: node.inputs.map((input) => progress.sourceOf(input)) });
  };
  collect(id);
  return found;
};

/** Whether an operation takes no longer than writing and reading its result. */
const isCheap = (node: PrimitiveNode): boolean =>
  isForm(node.primitive, 'elementwise') && traits[node.primitive].cost <= 1;

/** Whether an operation is cheap and reads one value of its size, which is in memory anyway. */
const isBetterRepeated = (progress: Progress, id: NodeId): boolean => {
  const node = progress.nodes[id]! as PrimitiveNode;
  const read = new Set(node.inputs.filter((input) => progress.splatOf(input) === undefined));
  return isCheap(node) && read.size === 1 && [...read].every((input) => progress.isInMemory(input));
};

/** A store of a fused operation's result in its node's memory. */
export const storeOf = (progress: Progress, id: NodeId): Store => ({
  source: { kind: 'fused', node: id },
  view: progress.wholeOf(id),
});

/** Stores for the operations whose results are needed outside their loop. */
export const storesOf = (progress: Progress, fused: Fused): readonly Store[] =>
  [...fused.keys()]
    .filter(
      (id) =>
        progress.isOutput(id) ||
        (progress.consumersOf(id).some((consumer) => !fused.has(consumer)) &&
          !isBetterRepeated(progress, id)),
    )
    .map((id) => storeOf(progress, id));
