import { checkOptions } from '../arguments.ts';
import { ArgumentError } from '../errors.ts';
import { type HostTensor, isHost, isTraced, type Tensor } from '../tensor.ts';
import { leavesWithPaths } from '../tree.ts';
import { defaultEngine } from './default-engine.ts';
import type { AsyncEngine, AsyncProgram, Engine, Profile, Program } from './engine.ts';
import type { Graph } from './graph.ts';
import { replay } from './recorder.ts';
import { type Trace, tracesOf } from './traces.ts';

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
  /**
   * Forgets all traces, and frees the memory of their programs at once; what they have returned keeps its
   * elements. Later calls trace again. Never needed, for memory that others need is taken from programs
   * that have not run for long, and garbage is collected.
   *
   * @example
   * ```ts
   * import { add, compile, type Tensor, tensor } from '@puregrad/tensors';
   * const f = compile((x: Tensor) => add(x, 1));
   * const y = f(tensor([1, 2]));
   * f.clear();
   * y.toArray(); // => [2, 3]
   * f(tensor([3, 4])).toArray(); // => [4, 5]
   * f.traceCount; // => 2
   * ```
   */
  readonly clear: () => void;
}

/** A function that runs as one program, on an engine whose results come later. */
export interface AsyncCompiled<A extends readonly unknown[], R> {
  (...args: A): Promise<R>;
  readonly traceCount: number;
  readonly showGraph: (...args: A) => string;
  readonly inspect: (...args: A | []) => Promise<Inspection>;
  /**
   * As `clear` of a compiled function. What a device has for its programs is free when the calls that have
   * begun have ended, nobody has a result of them on the device, and garbage has been collected.
   */
  readonly clear: () => void;
}

/** A program laid open. */
export interface Inspection {
  readonly engine: Engine | AsyncEngine;
  readonly graph: Graph;
  readonly profile: Profile;
}

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
  options: CompileOptions | AsyncCompileOptions = {},
): Compiled<A, R> | AsyncCompiled<A, R> {
  checkOptions('compile', { f }, { f: 'function' });
  const { engine = defaultEngine(), donate = [] } = checkOptions<
    CompileOptions | AsyncCompileOptions
  >('compile', options, { engine: '{prepare}?', donate: 'number[]?' });
  return 'isAsync' in engine ? compileLater(f, engine, donate) : compileNow(f, engine, donate);
}

const compileNow = <A extends readonly unknown[], R>(
  f: (...args: A) => R,
  engine: Engine,
  donate: readonly number[],
): Compiled<A, R> => {
  const { enter, inspected, shown, traceCount, clear } = tracesOf<A, R, Program>(f, engine, donate);
  const call = (...args: A): R => {
    const { trace, inputs } = enter(args);
    if (anyTraced(inputs)) return trace.rebuild(replay(trace.graph, inputs));
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
    clear: { value: clear },
  }) as Compiled<A, R>;
};

const compileLater = <A extends readonly unknown[], R>(
  f: (...args: A) => R,
  engine: AsyncEngine,
  donate: readonly number[],
): AsyncCompiled<A, R> => {
  const { enter, inspected, shown, traceCount, clear } = tracesOf<A, R, AsyncProgram>(
    f,
    engine,
    donate,
  );
  const call = async (...args: A): Promise<R> => {
    const { trace, inputs } = enter(args);
    if (anyTraced(inputs))
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
    clear: { value: clear },
  }) as AsyncCompiled<A, R>;
};

const inspectionOf = (
  engine: Engine | AsyncEngine,
  graph: Graph,
  profile: Profile,
): Inspection => ({ engine, graph: profile.graph ?? graph, profile });

const anyTraced = (inputs: readonly Tensor[]): boolean => {
  for (const input of inputs) if (isTraced(input)) return true;
  return false;
};

const giveUp = (
  { donated }: Pick<Trace<unknown, unknown>, 'donated'>,
  inputs: readonly Tensor[],
): void => {
  for (const index of donated) (inputs[index] as HostTensor).donate();
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
    const isUnread = isHost(input) && input.isElsewhere;
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
