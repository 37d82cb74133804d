import { ArgumentError } from '../errors.ts';
import type { Spec } from '../primitives.ts';
import { ConcreteTensor, type Tensor } from '../tensor.ts';
import { leaves } from '../tree.ts';
import { type FlatTree, flatten, unflatten } from '../tree-def.ts';
import type { Engine, Program, When } from './engine.ts';
import type { Graph } from './graph.ts';
import { Recorder } from './recorder.ts';
import { type Matcher, matcherOf, rebuilderOf } from './tree-code.ts';

export interface Trace<R, W extends When> {
  /** Whether arguments have the signature that was traced; their tensors are then in `found`. */
  readonly matches: Matcher;
  /** The flat inputs that belong to donated arguments, and the others. */
  readonly donated: readonly number[];
  readonly kept: readonly number[];
  readonly graph: Graph;
  readonly program: Program<W>;
  readonly constants: ReadonlySet<Tensor>;
  /** The result with its tensors in place, from the program's outputs. */
  readonly rebuild: (outputs: readonly Tensor[]) => R;
}

/** Each trace holds its buffers: of more ways to call a function, the one used longest ago is forgotten. */
const MAX_TRACES = 64;

/** A call: its trace, and the tensors among its arguments. */
interface Call<R, W extends When> {
  readonly trace: Trace<R, W>;
  readonly inputs: readonly Tensor[];
}

/** The traces of a function, one for each signature of its arguments. */
export class Traces<A extends readonly unknown[], R, W extends When> {
  readonly #f: (...args: A) => R;
  readonly #engine: Engine<W>;
  readonly #donate: readonly number[];
  /** The one used last at the end: the next call mostly takes it too. */
  readonly #traces: Trace<R, W>[] = [];
  #count = 0;

  constructor(f: (...args: A) => R, engine: Engine<W>, donate: readonly number[]) {
    this.#f = f;
    this.#engine = engine;
    this.#donate = donate;
  }

  /** The number of signatures that have been traced. */
  get count(): number {
    return this.#count;
  }

  /** The trace for a call; traces the function if there is none for such arguments. */
  enter(args: A): Call<R, W> {
    const inputs: Tensor[] = [];
    const known = this.#find(args, inputs);
    return known === undefined ? this.#trace(args) : { trace: known, inputs };
  }

  /** As `enter`; without arguments, the last call's trace and zeros. */
  inspected(args: A | []): Call<R, W> {
    if (args.length > 0 || this.#f.length === 0) return this.enter(args as A);
    const trace = this.#traces.at(-1);
    if (trace === undefined)
      throw new ArgumentError(
        'inspect: the function has not been called yet; pass arguments as for a call',
      );
    return { trace, inputs: zerosFor(trace.graph) };
  }

  clear(): void {
    for (const { program } of this.#traces.splice(0)) program.free?.();
  }

  #find(args: A, inputs: Tensor[]): Trace<R, W> | undefined {
    const traces = this.#traces;
    for (let i = traces.length - 1; i >= 0; i--) {
      const trace = traces[i]!;
      if (!trace.matches(args, inputs)) {
        // Only after a mismatch: setting the length takes a tenth of a microsecond, a quarter of a small call.
        inputs.length = 0;
        continue;
      }
      if (i < traces.length - 1) {
        traces.splice(i, 1);
        traces.push(trace);
      }
      return trace;
    }
    return undefined;
  }

  #trace(args: A): Call<R, W> {
    const flat = flatten(args);
    const trace = traceFunction(this.#f, flat, donatedInputs(args, this.#donate), this.#engine);
    this.#count++;
    this.#traces.push(trace);
    if (this.#traces.length > MAX_TRACES) this.#traces.shift()!.program.free?.();
    return { trace, inputs: flat.leaves };
  }
}

const zerosFor = ({ nodes, inputCount }: Graph): readonly Tensor[] => {
  const zeros = Array.from({ length: inputCount }, () => ConcreteTensor.splat([], 'float32', 0));
  for (const node of nodes)
    if (node.kind === 'input') zeros[node.index] = ConcreteTensor.splat(node.shape, node.dtype, 0);
  return zeros;
};

const traceFunction = <A extends readonly unknown[], R, W extends When>(
  f: (...args: A) => R,
  { def, leaves: inputs }: FlatTree,
  donated: ReadonlySet<number>,
  engine: Engine<W>,
): Trace<R, W> => {
  const recorder = new Recorder();
  const specs = inputs.map(specOf);
  const args = unflatten(
    def,
    specs.map((spec, index) => recorder.input(index, spec)),
  );
  const result = flatten(f(...(args as A)));
  const graph = recorder.finish(result.leaves, inputs.length);
  return {
    matches: matcherOf(def, specs),
    donated: [...donated],
    kept: inputs.flatMap((_, index) => (donated.has(index) ? [] : [index])),
    graph,
    program: engine.prepare(graph, donated),
    constants: new Set(
      graph.nodes.flatMap((node) => (node.kind === 'constant' ? [node.value] : [])),
    ),
    rebuild: rebuilderOf(result.def) as (outputs: readonly Tensor[]) => R,
  };
};

const specOf = ({ shape, dtype }: Spec): Spec => ({ shape, dtype });

/** The flat inputs that belong to donated arguments. */
const donatedInputs = (
  args: readonly unknown[],
  donate: readonly number[],
): ReadonlySet<number> => {
  const donated = new Set<number>();
  let next = 0;
  args.forEach((arg, index) => {
    const end = next + leaves(arg).length;
    for (; next < end; next++) if (donate.includes(index)) donated.add(next);
  });
  return donated;
};
