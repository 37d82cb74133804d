import type { Graph, Node, NodeId, PrimitiveNode } from '../compile/graph.ts';
import type { Primitive, Spec } from '../primitives.ts';
import { type Shape, sizeOf, stridesOf } from '../shape.ts';
import { isForm } from '../traits.ts';
import { type Helper, type HelperName, helpersFor } from './helpers.ts';
import {
  asIntValue,
  type Expression,
  floatExpression,
  floatValue,
  type Index,
  type IntValue,
  intLiteral,
  intValue,
  plus,
  times,
  type Value,
} from './value.ts';

/** The parts of a kernel. */
export interface KernelSource {
  /** The nodes that it computes for its result. */
  readonly computes: readonly NodeId[];
  /** The names of its arguments: arrays that it reads, then numbers. */
  readonly parameters: readonly string[];
  /** The text of a JavaScript function of them. */
  readonly body: string;
  /** Functions that it calls. */
  readonly helpers: readonly Helper[];
  /** Functions that it calls, in the language of the device. */
  readonly natives: readonly Helper[];
  /** The lengths of its result in the order of gpu.js: the innermost axis first. */
  readonly output: readonly number[];
  /** The nodes whose memory it reads, in the order of its first arguments. */
  readonly reads: readonly NodeId[];
  /** The numbers that are its last arguments: those that its text cannot contain. */
  readonly numbers: readonly number[];
}

/** A node that a primitive computes, with the attributes of that primitive. */
export type NodeOf<P extends Primitive> = PrimitiveNode & { readonly primitive: P };

/** The code of one element of a node at an index. */
export type Lowering<P extends Primitive> = (write: Writer, node: NodeOf<P>, index: Index) => Value;

export type Lowerings<P extends Primitive> = { readonly [K in P]: Lowering<K> };

interface Scope {
  readonly lines: string[];
  readonly values: Map<string, Value>;
}

/** Writes the function of a kernel, statement by statement; each value is bound to a name once. */
export class Writer {
  readonly #lowerings: Lowerings<Primitive>;
  readonly #graph: Graph;
  readonly #isInMemory: (id: NodeId) => boolean;
  /** Whether the device has textures for `texelProduct`. */
  readonly hasTexels: boolean;
  readonly #reads: NodeId[] = [];
  readonly #computes = new Set<NodeId>();
  readonly #numbers: number[] = [];
  readonly #helpers = new Set<HelperName>();
  readonly #natives: Helper[] = [];
  readonly #scopes: Scope[] = [{ lines: [], values: new Map() }];
  #names = 0;

  constructor(
    lowerings: Lowerings<Primitive>,
    graph: Graph,
    isInMemory: (id: NodeId) => boolean,
    hasTexels: boolean,
  ) {
    this.#lowerings = lowerings;
    this.#graph = graph;
    this.#isInMemory = isInMemory;
    this.hasTexels = hasTexels;
  }

  specOf(id: NodeId): Spec {
    return this.#graph.nodes[id]!;
  }

  /** Adds a statement. */
  line(code: string): void {
    this.#scopes.at(-1)!.lines.push(code);
  }

  /** A name for the value of an expression. gpu.js makes it a float, whatever the expression is. */
  bind(expression: Expression): Expression {
    if (/^\w+$/.test(expression)) return expression;
    const name = `v${this.#names++}`;
    this.line(`const ${name} = ${expression};`);
    return name;
  }

  /** A variable that starts at a value. */
  variable(start: Expression): Expression {
    const name = `v${this.#names++}`;
    this.line(`let ${name} = ${start};`);
    return name;
  }

  bindFloat(expression: Expression): Value {
    return floatValue(this.bind(expression));
  }

  bindInt(low: Expression, high: Expression): Value {
    return intValue(this.bind(low), this.bind(high));
  }

  /** Statements for each whole number below a count. */
  loop(count: number, body: (i: Expression) => void): void {
    const i = `i${this.#names++}`;
    const name = `v${this.#names++}`;
    this.#scopes.push({ lines: [`const ${name} = ${i};`], values: new Map() });
    body(name);
    const { lines } = this.#scopes.pop()!;
    this.line(`for (let ${i} = 0; ${i} < ${count}; ${i}++) {\n${lines.join('\n')}\n}`);
  }

  /** A number: a literal if it can be written as one, and otherwise an argument. */
  number(value: number): Expression {
    const isPlain =
      Number.isFinite(value) &&
      !(Number.isInteger(value) && Math.abs(value) >= 2 ** 31) &&
      !Object.is(value, -0);
    if (isPlain) return value < 0 ? `(${value})` : String(value);
    let at = this.#numbers.findIndex((known) => Object.is(known, value));
    if (at < 0) at = this.#numbers.push(value) - 1;
    return `c${at}`;
  }

  call(helper: HelperName, ...operands: readonly Expression[]): Expression {
    this.#helpers.add(helper);
    return `${helper}(${operands.join(', ')})`;
  }

  callNative(native: Helper, ...operands: readonly Expression[]): Expression {
    this.#natives.push(native);
    return `${native.name}(${operands.join(', ')})`;
  }

  /** The argument that has all elements of a node in their order, if it is in memory. */
  argumentOf(id: NodeId): string | undefined {
    const node = this.#graph.nodes[id]!;
    if (node.kind === 'constant' && node.value.splat !== undefined) return undefined;
    if (node.kind !== 'primitive' || this.#isInMemory(id)) return this.#read(id);
    return isForm(node.primitive, 'alias') ? this.argumentOf(node.inputs[0]!) : undefined;
  }

  /** The element of a node at an index: computed here, or read from memory. */
  at(id: NodeId, index: Index): Value {
    const key = `${id}@${index.join()}`;
    for (const { values } of this.#scopes) {
      const known = values.get(key);
      if (known !== undefined) return known;
    }
    const node = this.#graph.nodes[id]!;
    const value = this.#valueOf(node, id, index);
    this.#scopes.at(-1)!.values.set(key, value);
    return value;
  }

  floatExpressionAt(id: NodeId, index: Index): Expression {
    return floatExpression(this.at(id, index));
  }

  intValueAt(id: NodeId, index: Index): IntValue {
    return asIntValue(this.at(id, index));
  }

  #valueOf(node: Node, id: NodeId, index: Index): Value {
    if (node.kind === 'constant' && node.value.splat !== undefined)
      return node.dtype === 'int32'
        ? intLiteral(node.value.splat)
        : floatValue(this.number(node.value.splat));
    if (node.kind !== 'primitive' || this.#isInMemory(id)) return this.#load(id, node, index);
    this.#computes.add(id);
    return this.compute(node, index);
  }

  /** The element of a node, whether or not it is in memory. */
  compute<P extends Primitive>(node: NodeOf<P>, index: Index): Value {
    return (this.#lowerings[node.primitive] as Lowering<P>)(this, node, index);
  }

  #load(id: NodeId, { shape, dtype }: Spec, index: Index): Value {
    const elements = this.#read(id);
    const place = flatten(index, shape);
    if (dtype !== 'int32') return this.bindFloat(`${elements}[${place}]`);
    return this.bindInt(
      `${elements}[${place}]`,
      `${elements}[${plus(place, String(sizeOf(shape)))}]`,
    );
  }

  #read(id: NodeId): string {
    let at = this.#reads.indexOf(id);
    if (at < 0) at = this.#reads.push(id) - 1;
    return `a${at}`;
  }

  /** The place on each axis of a shape, from the place in memory. */
  unflatten(place: Expression, shape: Shape): Index {
    let rest = place;
    const strides = stridesOf(shape);
    return shape.map((length, axis) => {
      if (length === 1) return '0';
      const stride = strides[axis]!;
      if (stride === 1) return rest;
      const quotient = this.bind(this.call('quotient', rest, String(stride)));
      rest = this.bind(`${rest} - ${times(quotient, stride)}`);
      return quotient;
    });
  }

  finish(result: Expression, output: readonly number[]): KernelSource {
    return {
      computes: [...this.#computes],
      parameters: [...this.#reads.map((_, i) => `a${i}`), ...this.#numbers.map((_, i) => `c${i}`)],
      body: `${this.#scopes[0]!.lines.join('\n')}\nreturn ${result};`,
      helpers: helpersFor(this.#helpers),
      natives: this.#natives,
      output,
      reads: this.#reads,
      numbers: this.#numbers,
    };
  }
}

export const flatten = (index: Index, shape: Shape): Expression => {
  const strides = stridesOf(shape);
  return index.reduce(
    (sum, place, axis) => (shape[axis] === 1 ? sum : plus(sum, times(place, strides[axis]!))),
    '0',
  );
};
