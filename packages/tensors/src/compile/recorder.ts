import { bind, nextLevel } from '../bind.ts';
import type { DType } from '../dtype.ts';
import { PuregradError, SymbolicTensorError } from '../errors.ts';
import type { Attributes, Primitive, Spec } from '../primitives.ts';
import type { Shape } from '../shape.ts';
import { showShape } from '../shape.ts';
import { inferSpec } from '../shape-rules/shape-rules.ts';
import {
  type ConcreteTensor,
  type Interpreter,
  isConcrete,
  type Tensor,
  TracedTensor,
} from '../tensor.ts';
import type { Graph, Node, NodeId, PrimitiveNode } from './graph.ts';

/** A tensor that stands for a node of a graph: it has a type, and no elements yet. */
class SymbolicTensor extends TracedTensor {
  readonly interpreter: Recorder;
  readonly node: NodeId;
  readonly shape: Shape;
  readonly dtype: DType;

  constructor(interpreter: Recorder, node: NodeId, spec: Spec) {
    super();
    this.interpreter = interpreter;
    this.node = node;
    this.shape = spec.shape;
    this.dtype = spec.dtype;
  }

  override get data(): never {
    throw new SymbolicTensorError(
      `the elements of this ${this.dtype} tensor of shape ${showShape(this.shape)} were read while compile traces the function: there are none yet, the compiled program computes them at each call. Return the tensor from the function and read it outside, use where(…) in place of an if, or run the function without compile`,
    );
  }
}

/**
 * The interpreter that records: every primitive becomes a node of a graph.
 *
 * Equal nodes are recorded once (common subexpressions), multiplications by one not at all, and
 * primitives of plain values never get here: they are evaluated at once (constant folding).
 */
export class Recorder implements Interpreter {
  readonly level: number = nextLevel();
  readonly #nodes: Node[] = [];
  readonly #known = new Map<string, NodeId>();
  readonly #constants = new Map<ConcreteTensor, NodeId>();
  #finished = false;

  input(index: number, spec: Spec): Tensor {
    return this.#symbol({ kind: 'input', index, shape: spec.shape, dtype: spec.dtype });
  }

  process<P extends Primitive>(
    primitive: P,
    attributes: Attributes[P],
    inputs: readonly Tensor[],
  ): Tensor {
    if (this.#finished)
      throw new PuregradError(
        `${primitive}: an operand was kept from a compiled function whose tracing has ended; return tensors from the function in place of storing them outside`,
      );
    const spec = inferSpec(primitive, attributes, inputs);
    const same = simplify(primitive, inputs);
    if (same !== undefined) return same;
    const ids = inputs.map((input) => this.#idOf(primitive, input));
    const signature = `${primitive}(${ids.join()})${JSON.stringify(attributes)}`;
    const known = this.#known.get(signature);
    if (known !== undefined) return new SymbolicTensor(this, known, spec);
    const symbol = this.#symbol({
      kind: 'primitive',
      primitive,
      attributes,
      inputs: ids,
      ...spec,
    } as PrimitiveNode);
    this.#known.set(signature, symbol.node);
    return symbol;
  }

  /** Ends the recording; nodes that no output needs are left out. */
  finish(outputs: readonly Tensor[], inputCount: number): Graph {
    const ids = outputs.map((output) => this.#idOf('compile', output));
    this.#finished = true;
    return removeDeadNodes(this.#nodes, ids, inputCount);
  }

  #symbol(node: Node): SymbolicTensor {
    this.#nodes.push(node);
    return new SymbolicTensor(this, this.#nodes.length - 1, node);
  }

  #idOf(operation: string, tensor: Tensor): NodeId {
    if (tensor instanceof SymbolicTensor && tensor.interpreter === this) return tensor.node;
    if (!isConcrete(tensor))
      throw new PuregradError(
        `${operation}: the compiled function uses a tensor that an enclosing grad, jvp or compile follows; pass it to the compiled function as an argument`,
      );
    const known = this.#constants.get(tensor) ?? this.#known.get(splatSignature(tensor));
    if (known !== undefined) return known;
    const { shape, dtype } = tensor;
    const { node } = this.#symbol({ kind: 'constant', value: tensor, shape, dtype });
    this.#constants.set(tensor, node);
    if (tensor.splat !== undefined) this.#known.set(splatSignature(tensor), node);
    return node;
  }
}

const isOne = (x: Tensor | undefined): boolean => isConcrete(x) && x.splat === 1;

/** The operand that an operation would return bit for bit: x · 1, 1 · x, x / 1. */
const simplify = (primitive: Primitive, [a, b]: readonly Tensor[]): Tensor | undefined => {
  if (primitive === 'mul' && isOne(a)) return b;
  return (primitive === 'mul' || primitive === 'div') && isOne(b) ? a : undefined;
};

const splatSignature = ({ splat, dtype, shape }: ConcreteTensor): string =>
  splat === undefined ? '' : `${Object.is(splat, -0) ? '-0' : splat} ${dtype} ${shape.join()}`;

const removeDeadNodes = (
  nodes: readonly Node[],
  outputs: readonly NodeId[],
  inputCount: number,
): Graph => {
  const live = new Set<NodeId>(outputs);
  for (let id = nodes.length - 1; id >= 0; id--) {
    const node = nodes[id]!;
    if (live.has(id) && node.kind === 'primitive') for (const input of node.inputs) live.add(input);
  }
  const renumbered = new Map<NodeId, NodeId>();
  const kept: Node[] = [];
  nodes.forEach((node, id) => {
    if (!live.has(id)) return;
    renumbered.set(id, kept.length);
    kept.push(
      node.kind === 'primitive'
        ? ({ ...node, inputs: node.inputs.map((input) => renumbered.get(input)!) } as PrimitiveNode)
        : node,
    );
  });
  return { nodes: kept, inputCount, outputs: outputs.map((id) => renumbered.get(id)!) };
};

/** Runs a graph through `bind`, so that whatever follows the inputs follows the whole graph. */
export const replay = (graph: Graph, inputs: readonly Tensor[]): readonly Tensor[] => {
  const values: Tensor[] = [];
  for (const node of graph.nodes)
    values.push(
      node.kind === 'input'
        ? inputs[node.index]!
        : node.kind === 'constant'
          ? node.value
          : bind(
              node.primitive,
              node.attributes,
              node.inputs.map((id) => values[id]!),
            ),
    );
  return graph.outputs.map((id) => values[id]!);
};
