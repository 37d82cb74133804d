import type { Graph, NodeId, PrimitiveNode } from '../compile/graph.ts';
import { sizeOf } from '../shape.ts';
import { lowerings } from './lowering/lowerings.ts';
import type { Index } from './value.ts';
import { type KernelSource, Writer } from './writer.ts';

/** The axes along which threads are numbered, the innermost last. */
const THREADS = ['this.thread.z', 'this.thread.y', 'this.thread.x'] as const;

/** The kernel that computes a node, with a thread for each element, or for each half of an int32. */
export const kernelOf = (
  graph: Graph,
  node: PrimitiveNode,
  isInMemory: (id: NodeId) => boolean,
  hasTexels: boolean,
): KernelSource => {
  const write = new Writer(lowerings, graph, isInMemory, hasTexels);
  const isInt = node.dtype === 'int32';
  const lengths = [...(isInt ? [2] : []), ...node.shape.filter((length) => length > 1)];
  const outer = lengths.slice(0, Math.max(0, lengths.length - 2));
  const threads = [...(outer.length > 0 ? [sizeOf(outer)] : []), ...lengths.slice(-2)];
  const names = THREADS.slice(3 - threads.length).map((name) => write.bind(name));
  const places: Index = [
    ...(outer.length > 0 ? write.unflatten(names[0]!, outer) : []),
    ...names.slice(outer.length > 0 ? 1 : 0),
  ];
  let next = isInt ? 1 : 0;
  const index = node.shape.map((length) => (length > 1 ? places[next++]! : '0'));
  const value = write.compute(node, index);
  const result =
    value.kind === 'float'
      ? value.x
      : write.bind(`(${places[0]} < 1) ? ${value.low} : ${value.high}`);
  return write.finish(result, threads.length > 0 ? [...threads].reverse() : [1]);
};
