import { ArgumentError } from '../errors.ts';
import type { Spec } from '../primitives.ts';
import { HostTensor, isTensor, type Tensor, TracedTensor } from '../tensor.ts';
import { leaves, leavesWithPaths, mapTree } from '../tree.ts';
import { defaultEngine } from './default-engine.ts';
import type { AsyncEngine, AsyncProgram, Engine, Profile, Program } from './engine.ts';
import { type Graph, showGraph } from './graph.ts';
import { patternOf } from './pattern.ts';
import { Recorder, replay } from './recorder.ts';
import { matcherOf, rebuilderOf } from './tree-code.ts';

export interface CompileOptions {
  /**
   * Numbers of the arguments whose memory the program takes over: large state that is replaced at
   * each call. Reading a donated tensor afterwards throws. None by default.
   */
  readonly donate?: readonly number[];
  /** What runs the program; `defaultEngine()` by default. */
  readonly engine?: Engine;
}

/** As `CompileOptions`, for an engine whose results come later. */
export interface AsyncCompileOptions extends Omit<CompileOptions, 'engine'> {
  /** What runs the program: that of `@puregrad/tensors/gpu`, say. */
  readonly engine: AsyncEngine;
}

/** A function that runs as one program. */
export interface Compiled<A extends readonly unknown[], R> {
  (...args: A): R;
  /** How many signatures have been traced so far; it stays still once training is under way. */
  readonly traceCount: number;
  /** The optimised graph for arguments like these, one line a node. */
  readonly showGraph: (...args: A) => string;
  /**
   * The program for arguments like these, or else like those of the last call, timed group by group:
   * what `explain` shows to people.
   */
  readonly inspect: (...args: A | []) => Inspection;
}

/** A function that runs as one program, on an engine whose results come later. */
export interface AsyncCompiled<A extends readonly unknown[], R> {
  (...args: A): Promise<R>;
  readonly traceCount: number;
  readonly showGraph: (...args: A) => string;
  readonly inspect: (...args: A | []) => Promise<Inspection>;
}

/** A program laid open. */
export interface Inspection {
  readonly engine: Engine | AsyncEngine;
  readonly graph: Graph;
  readonly profile: Profile;
}

interface Trace<R, P> {
  /** Whether arguments are like those that were traced; their tensors are then in `found`. */
  readonly matches: (args: readonly unknown[], found: Tensor[]) => boolean;
  /** Which of the flat inputs belong to donated arguments, and which don't. */
  readonly donated: readonly number[];
  readonly kept: readonly number[];
  readonly graph: Graph;
  readonly program: P;
  readonly constants: ReadonlySet<Tensor>;
  /** The result with its tensors in place, from the program's outputs. */
  readonly rebuild: (outputs: readonly Tensor[]) => R;
}

/** Each trace holds its buffers, so the oldest goes when a function is called in this many ways. */
const MAX_TRACES = 64;

/**
 * Traces `f` once for each signature of its arguments (structure, shapes, dtypes, and the values of
 * numbers, strings and booleans) and runs the graph on an engine. Operations on plain values are
 * folded, equal ones done once, unused ones left out.
 *
 * Inside `f` a tensor that depends on the arguments has a shape and a dtype but no elements yet:
 * reading them throws a SymbolicTensorError that says what to do. A compiled function may itself be
 * differentiated, or called inside another.
 *
 * On an engine whose results come later, such as that of `@puregrad/tensors/gpu`, the compiled function
 * gives a promise; `read` brings the tensors that it resolves to back from the device.
 *
 * @example
 * ```ts
 * import { add, compile, mul, type Tensor, tensor } from '@puregrad/tensors';
 * const f = compile((x: Tensor) => add(mul(x, x), 1));
 * f(tensor([1, 2, 3])).toArray(); // => [2, 5, 10]
 * ```
 */
export function compile<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  options?: CompileOptions,
): Compiled<A, R>;
export function compile<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  options: AsyncCompileOptions,
): AsyncCompiled<A, R>;
export function compile<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  { engine = defaultEngine(), donate = [] }: CompileOptions | AsyncCompileOptions = {},
): Compiled<A, R> | AsyncCompiled<A, R> {
  return 'isAsync' in engine ? compileLater(f, engine, donate) : compileNow(f, engine, donate);
}

const compileNow = <A extends readonly unknown[], R>(
  f: (...args: A) => R,
  engine: Engine,
  donate: readonly number[],
): Compiled<A, R> => {
  const { enter, inspected, shown, traceCount } = tracesOf<A, R, Program>(f, engine, donate);
  const call = (...args: A): R => {
    const { trace, inputs } = enter(args);
    if (isTraced(inputs)) return trace.rebuild(replay(trace.graph, inputs));
    if (donate.length === 0) return trace.rebuild(trace.program.run(inputs));
    requireDonatable(inputs, trace, args, donate);
    try {
      return trace.rebuild(trace.program.run(inputs));
    } finally {
      // Also where the program fails half-way: it may have written to them already.
      giveUp(trace, inputs);
    }
  };
  return Object.defineProperties(call, {
    traceCount: { get: traceCount },
    inspect: {
      value: (...args: A | []): Inspection => {
        const [{ graph, program }, inputs] = inspected(args);
        return inspectionOf(engine, graph, program.profile(inputs));
      },
    },
    showGraph: { value: shown },
  }) as Compiled<A, R>;
};

const compileLater = <A extends readonly unknown[], R>(
  f: (...args: A) => R,
  engine: AsyncEngine,
  donate: readonly number[],
): AsyncCompiled<A, R> => {
  const { enter, inspected, shown, traceCount } = tracesOf<A, R, AsyncProgram>(f, engine, donate);
  const call = async (...args: A): Promise<R> => {
    const { trace, inputs } = enter(args);
    if (isTraced(inputs))
      throw new ArgumentError(
        `compile: a function compiled for the ${engine.name} engine gives promises, and cannot be called while another is traced or differentiated; compile the whole for that engine`,
      );
    requireDonatable(inputs, trace, args, donate);
    const running = trace.program.run(inputs);
    giveUp(trace, inputs);
    return trace.rebuild(await running);
  };
  return Object.defineProperties(call, {
    traceCount: { get: traceCount },
    inspect: {
      value: async (...args: A | []): Promise<Inspection> => {
        const [{ graph, program }, inputs] = inspected(args);
        return inspectionOf(engine, graph, await program.profile(inputs));
      },
    },
    showGraph: { value: shown },
  }) as AsyncCompiled<A, R>;
};

const inspectionOf = (
  engine: Engine | AsyncEngine,
  graph: Graph,
  profile: Profile,
): Inspection => ({ engine, graph: profile.graph ?? graph, profile });

interface Preparing<P> {
  prepare(graph: Graph, donated: ReadonlySet<number>): P;
}

/** The traces of a function, one for each signature of its arguments. */
const tracesOf = <A extends readonly unknown[], R, P>(
  f: (...args: A) => R,
  engine: Preparing<P>,
  donate: readonly number[],
) => {
  const traces = new Map<string, Trace<R, P>>();
  let traceCount = 0;

  const lookUp = (args: A, inputs: readonly Tensor[]): Trace<R, P> => {
    const signature = signatureOf(args);
    const known = traces.get(signature);
    if (known !== undefined) return known;
    const trace = traceFunction(f, args, inputs, donatedInputs(args, donate), engine);
    traceCount++;
    if (traces.size === MAX_TRACES) traces.delete(traces.keys().next().value as string);
    traces.set(signature, trace);
    return trace;
  };

  /** The trace of the last call, which the next one mostly takes too. */
  let last: Trace<R, P> | undefined;

  const enter = (args: A): { readonly trace: Trace<R, P>; readonly inputs: readonly Tensor[] } => {
    let inputs: Tensor[] = [];
    if (last === undefined || !last.matches(args, inputs)) {
      inputs = [...leaves(args)];
      last = lookUp(args, inputs);
    }
    return { trace: last, inputs };
  };

  const inspected = (args: A | []): readonly [Trace<R, P>, readonly Tensor[]] => {
    const given = args.length > 0 || f.length === 0 ? leaves(args) : undefined;
    const trace = given === undefined ? last : lookUp(args as A, given);
    if (trace === undefined)
      throw new ArgumentError(
        'inspect: the function has not been called yet; pass arguments as for a call',
      );
    return [trace, given ?? zerosFor(trace.graph)];
  };
  return {
    enter,
    inspected,
    shown: (...args: A) => showGraph(lookUp(args, leaves(args)).graph),
    traceCount: () => traceCount,
  };
};

const isTraced = (inputs: readonly Tensor[]): boolean => {
  for (const input of inputs)
    if (!(input instanceof HostTensor) && input instanceof TracedTensor) return true;
  return false;
};

const giveUp = (
  { donated }: Pick<Trace<unknown, unknown>, 'donated'>,
  inputs: readonly Tensor[],
): void => {
  for (const index of donated) (inputs[index] as HostTensor).donate();
};

const zerosFor = ({ nodes, inputCount }: Graph): readonly Tensor[] => {
  const zeros = Array.from({ length: inputCount }, () => HostTensor.splat([], 'float32', 0));
  for (const node of nodes)
    if (node.kind === 'input') zeros[node.index] = HostTensor.splat(node.shape, node.dtype, 0);
  return zeros;
};

const signatureOf = (value: unknown): string => {
  if (isTensor(value)) return `${value.dtype}[${value.shape.join()}]`;
  if (Array.isArray(value)) return `[${value.map(signatureOf).join()}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, part]) => `${JSON.stringify(name)}:${signatureOf(part)}`)
      .join()}}`;
  return typeof value === 'string'
    ? JSON.stringify(value)
    : Object.is(value, -0)
      ? '-0'
      : String(value);
};

const traceFunction = <A extends readonly unknown[], R, P>(
  f: (...args: A) => R,
  args: A,
  inputs: readonly Tensor[],
  donated: ReadonlySet<number>,
  engine: Preparing<P>,
): Trace<R, P> => {
  const recorder = new Recorder();
  let next = 0;
  const result = f(...mapTree(args, (leaf) => recorder.input(next++, specOf(leaf))));
  const graph = recorder.finish(leaves(result), inputs.length);
  return {
    matches: matcherOf(patternOf(args)),
    donated: [...donated],
    kept: inputs.flatMap((_, index) => (donated.has(index) ? [] : [index])),
    graph,
    program: engine.prepare(graph, donated),
    constants: new Set(
      graph.nodes.flatMap((node) => (node.kind === 'constant' ? [node.value] : [])),
    ),
    rebuild: rebuilderOf(result),
  };
};

const specOf = ({ shape, dtype }: Spec): Spec => ({ shape, dtype });

/** Which of the flat inputs belong to donated arguments. */
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

const requireDonatable = (
  inputs: readonly Tensor[],
  { donated, kept, constants }: Pick<Trace<unknown, unknown>, 'donated' | 'kept' | 'constants'>,
  args: readonly unknown[],
  donate: readonly number[],
): void => {
  for (const index of donated) {
    const input = inputs[index]!;
    // A constant has been read, and what is still in a program's memory alone has not.
    const isUnread = input instanceof HostTensor && input.isElsewhere;
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
