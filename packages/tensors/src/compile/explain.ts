import { checkOptions } from '../arguments.ts';
import type { Primitive } from '../primitives.ts';
import { sizeOf } from '../shape.ts';
import { isForm, isReading } from '../traits.ts';
import type { Compiled, Inspection } from './compile.ts';
import { defaultEngine } from './default-engine.ts';
import type { Engine, Eventual, GroupProfile, MemoryUse, When } from './engine.ts';
import { type Graph, type NodeId, type PrimitiveNode, showNode } from './graph.ts';

/**
 * A description of an engine on this machine: its parts, and why; of the default engine, unless another is given.
 *
 * @example
 * ```ts
 * import { describe, referenceEngine } from '@puregrad/tensors';
 * describe(referenceEngine()); // => 'plain TypeScript loops, float32 and float64'
 * ```
 */
export const describe = (engine: Engine<When> = defaultEngine()): string =>
  checkOptions('describe', { engine }, { engine: '{prepare}' }).engine.description;

/**
 * Why a compiled function takes its time: the optimised graph in the groups that run as one, with time,
 * floating-point operations and bytes of each, and what memory is held for. It runs the function some
 * more times; nothing is donated. Without arguments it takes zeros in the shapes of the last call. For a
 * function on an engine whose results come later it returns a promise.
 *
 * An elementwise operation or a sum counts one operation an element, a product two for each
 * multiplication, `exp` and other functions one; a group reads each of its inputs once.
 *
 * @throws ArgumentError without arguments, if the function has not been called yet.
 * @example
 * ```ts
 * import { compile, explain, matmul, relu, type Tensor, tensor } from '@puregrad/tensors';
 * const layer = compile((x: Tensor, w: Tensor) => relu(matmul(x, w)));
 * console.log(explain(layer, tensor([[1, 2]]), tensor([[3], [4]])));
 * ```
 */
export const explain = <A extends readonly unknown[], R, W extends When>(
  compiled: Compiled<A, R, W>,
  ...args: A | []
): Eventual<W, string> => {
  checkOptions('explain', { compiled }, { compiled: 'function' });
  checkOptions('explain', { inspect: compiled.inspect }, { inspect: 'function' });
  const inspection: Inspection | Promise<Inspection> = compiled.inspect(...args);
  const text = inspection instanceof Promise ? inspection.then(show) : show(inspection);
  return text as Eventual<W, string>;
};

const show = ({ engine, graph, profile }: Inspection): string => {
  const total = profile.groups.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const groups = profile.groups.map((group, i) => ({
    ...group,
    nodes: membersOf(graph, profile.groups, i),
    cost: costOf(graph, group),
  }));
  const sum = (of: (cost: Cost) => number): number =>
    groups.reduce((sum, { cost }) => sum + of(cost), 0);
  const heading = [
    engine.description,
    `${groups.length} ${groups.length === 1 ? 'group' : 'groups'}: ${milliseconds(total)}, ${quantity(
      sum(({ operations }) => operations),
      'FLOP',
    )}, ${quantity(
      sum(({ bytes }) => bytes),
      'B',
    )} read and written`,
  ].join('\n');
  const listed = groups.map(({ nodes, cost, runner, milliseconds: ms }, i) =>
    [
      `group ${i + 1}: ${milliseconds(ms)} (${percent(ms, total)}), ${rates(cost, ms)}, ${runner}`,
      ...nodes.map((id) => `  ${showNode(graph, id)}`),
    ].join('\n'),
  );
  const inputs = graph.nodes.flatMap((node, id) =>
    node.kind === 'primitive' ? [] : [showNode(graph, id)],
  );
  const outputs = `return ${graph.outputs.map((id) => `%${id}`).join(' ')}`;
  return [heading, inputs.join('\n'), ...listed, outputs, showMemory(profile.memory)]
    .filter((text) => text !== '')
    .join('\n\n');
};

interface Cost {
  readonly operations: number;
  readonly bytes: number;
}

/** Whether a primitive moves elements or makes bits, without arithmetic. */
const isMovement = (primitive: Primitive): boolean =>
  isForm(primitive, 'alias', 'view', 'movement', 'draw', 'hash');

const isView = (graph: Graph, id: NodeId): boolean => {
  const node = graph.nodes[id]!;
  return node.kind === 'primitive' && isReading(node.primitive);
};

/** The nodes of a group with the readings that it is the first to need. */
const membersOf = (
  graph: Graph,
  groups: readonly GroupProfile[],
  index: number,
): readonly NodeId[] => {
  const taken = new Set(groups.flatMap(({ nodes }) => nodes));
  const readingsOf = (ids: readonly NodeId[]): readonly NodeId[] =>
    ids.flatMap((id) => {
      const node = graph.nodes[id]!;
      const inputs = node.kind === 'primitive' ? node.inputs : [];
      const own = inputs.filter((input) => isView(graph, input) && !taken.has(input));
      return [...own, ...readingsOf(own)];
    });
  const earlier = new Set(groups.slice(0, index).flatMap(({ nodes }) => readingsOf(nodes)));
  const { nodes } = groups[index]!;
  const own = readingsOf(nodes).filter((id) => !earlier.has(id));
  return [...new Set([...nodes, ...own])].sort((a, b) => a - b);
};

const bytesOf = (graph: Graph, id: NodeId): number => {
  const { shape, dtype } = graph.nodes[id]!;
  return sizeOf(shape) * (dtype === 'float64' ? 8 : 4);
};

const costOf = (graph: Graph, { nodes, writes }: GroupProfile): Cost => {
  const own = new Set(nodes);
  /** Bytes of a node's memory that are read through it. */
  const bytesRead = (id: NodeId, through: number): Map<NodeId, number> => {
    const node = graph.nodes[id]!;
    if (own.has(id) || (node.kind === 'constant' && node.value.splat !== undefined))
      return new Map();
    const bytes = Math.min(through, bytesOf(graph, id));
    return isView(graph, id)
      ? bytesRead((node as PrimitiveNode).inputs[0]!, bytes)
      : new Map([[id, bytes]]);
  };
  const reads = new Map<NodeId, number>();
  let operations = 0;
  for (const id of nodes) {
    const node = graph.nodes[id] as PrimitiveNode;
    operations += operationsOf(graph, node);
    node.inputs.forEach((input, i) => {
      const rows = node.primitive === 'take' && i === 0 ? bytesOf(graph, id) : Infinity;
      for (const [root, bytes] of bytesRead(input, rows))
        reads.set(root, Math.max(bytes, reads.get(root) ?? 0));
    });
  }
  const written = writes.reduce((sum, id) => sum + bytesOf(graph, id), 0);
  return { operations, bytes: [...reads.values()].reduce((sum, bytes) => sum + bytes, written) };
};

const operationsOf = ({ nodes }: Graph, node: PrimitiveNode): number => {
  const size = sizeOf(node.shape);
  const [first] = node.inputs;
  const input = first === undefined ? [] : nodes[first]!.shape;
  if (node.primitive === 'matmul')
    return 2 * size * input.at(node.attributes.transposeA ? -2 : -1)!;
  if (isForm(node.primitive, 'reduction', 'scatter')) return sizeOf(input);
  return isMovement(node.primitive) ? 0 : size;
};

const digits = (value: number): string =>
  value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
const milliseconds = (ms: number): string =>
  ms < 0.1 ? `${digits(1000 * ms)} µs` : `${digits(ms)} ms`;
const percent = (part: number, whole: number): string =>
  `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;

/** With the prefix that leaves at most three digits before the point. */
const quantity = (value: number, unit: string): string => {
  const prefixes = ['', 'k', 'M', 'G', 'T'];
  const thousands = value < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3));
  return `${digits(value / 1000 ** thousands)} ${prefixes[thousands]}${unit}`;
};

const rates = ({ operations, bytes }: Cost, ms: number): string =>
  [
    ...(operations > 0
      ? [`${quantity(operations, 'FLOP')} at ${quantity((1000 * operations) / ms, 'FLOP/s')}`]
      : []),
    `${quantity(bytes, 'B')} at ${quantity((1000 * bytes) / ms, 'B/s')}`,
  ].join(', ');

const showMemory = (memory: readonly MemoryUse[]): string =>
  [
    `memory: ${quantity(
      memory.reduce((sum, { bytes }) => sum + bytes, 0),
      'B',
    )}`,
    ...memory
      .filter(({ bytes }) => bytes > 0)
      .map(
        ({ purpose, bytes, withoutReuse }) =>
          `  ${quantity(bytes, 'B')} ${purpose}${withoutReuse === undefined ? '' : ` (${quantity(withoutReuse, 'B')} without reuse)`}`,
      ),
  ].join('\n');
