import { checkArgument, checkOptions } from '../arguments.ts';
import { ArgumentError } from '../errors.ts';
import { isTraced, type Tensor } from '../tensor.ts';
import { defaultEngine } from './default-engine.ts';
import { giveUp, requireDonatable } from './donation.ts';
import type { Engine, EngineOption, Eventual, Profile, When } from './engine.ts';
import { type Graph, showGraph } from './graph.ts';
import { replay } from './recorder.ts';
import { Traces } from './traces.ts';

/** Options of `compile`. */
export type CompileOptions<W extends When = 'now'> = EngineOption<W> & {
  /**
   * Numbers of the arguments whose memory the program takes over: large state that is replaced at
   * each call. Reading a donated tensor afterwards throws. None by default.
   */
  readonly donate?: readonly number[];
};

/** The options as `compile` reads them, when their types have been checked. */
interface GivenOptions<W extends When> {
  readonly donate?: readonly number[];
  readonly engine?: Engine<W>;
}

/** A function that runs as one program; on an engine whose results come later, it returns promises. */
export interface Compiled<A extends readonly unknown[], R, out W extends When = 'now'> {
  (...args: A): Eventual<W, R>;
  /** The number of signatures traced so far; it no longer changes once training is under way. */
  readonly traceCount: number;
  /** The optimised graph for arguments like these, one line a node. */
  readonly showGraph: (...args: A) => string;
  /**
   * The program for arguments like these, or else like those of the last call, timed group by group:
   * the data that `explain` prints.
   */
  readonly inspect: (...args: A | []) => Eventual<W, Inspection>;
  /**
   * Forgets all traces, and frees the memory of their programs at once; results that they have returned keep
   * their elements. A device frees what it holds for a program when the calls that have begun have ended, its
   * results on the device are no longer referenced, and garbage has been collected. Later calls trace again.
   * Optional: programs that have not run for long give their memory to others, and garbage is collected.
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

/** A program with its graph and the cost of its parts. */
export interface Inspection {
  readonly engine: Engine<When>;
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
 * returns a promise; `read` brings the tensors that it resolves to back from the device.
 *
 * @example
 * ```ts
 * import { add, compile, mul, type Tensor, tensor } from '@puregrad/tensors';
 * const f = compile((x: Tensor) => add(mul(x, x), 1));
 * f(tensor([1, 2, 3])).toArray(); // => [2, 5, 10]
 * ```
 */
export const compile = <A extends readonly unknown[], R, W extends When = 'now'>(
  f: (...args: A) => R,
  options?: CompileOptions<W>,
): Compiled<A, R, W> => {
  checkOptions('compile', { f }, { f: 'function' });
  const { engine = defaultEngine(), donate = [] } = checkOptions<GivenOptions<W>>(
    'compile',
    options === undefined ? {} : options,
    {
      engine: '{prepare}?',
      donate: 'number[]?',
    },
  );
  checkArgument('compile', 'results of the engine', engine.results, "'now'|'later'");
  // If no engine is named, W is 'now', and so are the results of the default one.
  return compileOn(f, engine as Engine<W>, donate);
};

const compileOn = <A extends readonly unknown[], R, W extends When>(
  f: (...args: A) => R,
  engine: Engine<W>,
  donate: readonly number[],
): Compiled<A, R, W> => {
  const traces = new Traces(f, engine, donate);
  const isLater = engine.results === 'later';
  const whenCome = <T, U>(result: Eventual<W, T>, g: (value: T) => U): Eventual<W, U> =>
    (isLater ? (result as Promise<T>).then(g) : g(result as T)) as Eventual<W, U>;
  /** Errors of a function whose results come later are rejections. */
  const timed = <G extends readonly unknown[], U>(
    g: (...given: G) => Eventual<W, U>,
  ): ((...given: G) => Eventual<W, U>) =>
    isLater ? ((async (...given: G) => g(...given)) as typeof g) : g;

  const call = (...args: A): Eventual<W, R> => {
    const { trace, inputs } = traces.enter(args);
    if (anyTraced(inputs)) {
      if (!isLater) return trace.rebuild(replay(trace.graph, inputs)) as Eventual<W, R>;
      throw new ArgumentError(
        `compile: a function compiled for the ${engine.name} engine gives promises, and cannot be called while another is traced or differentiated; compile the whole for that engine`,
      );
    }
    if (donate.length === 0) return whenCome(trace.program.run(inputs), trace.rebuild);
    requireDonatable(inputs, trace, args, donate);
    try {
      return whenCome(trace.program.run(inputs), trace.rebuild);
    } finally {
      giveUp(trace, inputs);
    }
  };
  const inspect = (...args: A | []): Eventual<W, Inspection> => {
    const { trace, inputs } = traces.inspected(args);
    return whenCome(trace.program.profile(inputs), (profile) => ({
      engine,
      graph: profile.graph ?? trace.graph,
      profile,
    }));
  };
  return Object.defineProperties(timed(call), {
    traceCount: { get: () => traces.count },
    inspect: { value: timed(inspect) },
    showGraph: { value: (...args: A) => showGraph(traces.enter(args).trace.graph) },
    clear: { value: () => traces.clear() },
  }) as Compiled<A, R, W>;
};

const anyTraced = (inputs: readonly Tensor[]): boolean => {
  for (const input of inputs) if (isTraced(input)) return true;
  return false;
};
