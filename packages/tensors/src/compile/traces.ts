import { ArgumentError } from '../errors.ts';
import type { Spec } from '../primitives.ts';
import { HostTensor, isTensor, type Tensor } from '../tensor.ts';
import { leaves, mapTree } from '../tree.ts';
import type { Engine, Program, When } from './engine.ts';
import { type Graph, showGraph } from './graph.ts';
import { patternOf } from './pattern.ts';
import { Recorder } from './recorder.ts';
import { matcherOf, rebuilderOf } from './tree-code.ts';

export interface Trace<R, W extends When> {
  /** Whether arguments are like those that were traced; their tensors are then in `found`. */
  readonly matches: (args: readonly unknown[], found: Tensor[]) => boolean;
  /** Which of the flat inputs belong to donated arguments, and which don't. */
  readonly donated: readonly number[];
  readonly kept: readonly number[];
  readonly graph: Graph;
  readonly program: Program<W>;
  readonly constants: ReadonlySet<Tensor>;
  /** The result with its tensors in place, from the program's outputs. */
  readonly rebuild: (outputs: readonly Tensor[]) => R;
}

/** Each trace holds its buffers, so that used longest ago goes when a function is called in more ways. */
const MAX_TRACES = 64;

/** The traces of a function, and how its calls find theirs. */
interface Traces<A extends readonly unknown[], R, W extends When> {
  readonly enter: (args: A) => {
    readonly trace: Trace<R, W>;
    readonly inputs: readonly Tensor[];
  };
  readonly inspected: (args: A | []) => readonly [Trace<R, W>, readonly Tensor[]];
  readonly shown: (...args: A) => string;
  readonly traceCount: () => number;
  readonly clear: () => void;
}

/** The traces of a function, one for each signature of its arguments. */
export const tracesOf = <A extends readonly unknown[], R, W extends When>(
  f: (...args: A) => R,
  engine: Engine<W>,
  donate: readonly number[],
): Traces<A, R, W> => {
  /** By signature, the one used last at the end. */
  const traces = new Map<string, Trace<R, W>>();
  let traceCount = 0;
  /** The trace of the last call, which the next one mostly takes too. */
  let last: Trace<R, W> | undefined;

  const forget = (signature: string, trace: Trace<R, W>): void => {
    traces.delete(signature);
    if (last === trace) last = undefined;
    trace.program.free?.();
  };

  const lookUp = (args: A, inputs: readonly Tensor[]): Trace<R, W> => {
    const signature = signatureOf(args);
    const known = traces.get(signature);
    if (known !== undefined) {
      traces.delete(signature);
      traces.set(signature, known);
      return known;
    }
    const trace = traceFunction(f, args, inputs, donatedInputs(args, donate), engine);
    traceCount++;
    traces.set(signature, trace);
    if (traces.size > MAX_TRACES)
      forget(...(traces.entries().next().value as [string, Trace<R, W>]));
    return trace;
  };

  const enter = (args: A): { readonly trace: Trace<R, W>; readonly inputs: readonly Tensor[] } => {
    let inputs: Tensor[] = [];
    if (last === undefined || !last.matches(args, inputs)) {
      inputs = [...leaves(args)];
      last = lookUp(args, inputs);
    }
    return { trace: last, inputs };
  };

  const inspected = (args: A | []): readonly [Trace<R, W>, readonly Tensor[]] => {
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
    clear: (): void => {
      for (const [signature, trace] of traces) forget(signature, trace);
    },
  };
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

const traceFunction = <A extends readonly unknown[], R, W extends When>(
  f: (...args: A) => R,
  args: A,
  inputs: readonly Tensor[],
  donated: ReadonlySet<number>,
  engine: Engine<W>,
): Trace<R, W> => {
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
