import type { Tensor } from '../tensor.ts';
import type { Graph, NodeId } from './graph.ts';

/** When the results of an engine come: as a call returns, or later, by a promise. */
export type When = 'now' | 'later';

/** A result of an engine: the value itself, or a promise of it. */
export type Eventual<W extends When, T> = {
  readonly now: T;
  readonly later: Promise<T>;
}[W];

/** A graph made ready to run many times. */
export interface Program<out W extends When = 'now'> {
  /**
   * Outputs for inputs of the graph's types; donated inputs may be overwritten. All inputs have been read when
   * it returns, be it a promise.
   */
  run(inputs: readonly Tensor[]): Eventual<W, readonly Tensor[]>;
  /** Runs several times, group by group, to measure how long each takes; donates nothing. */
  profile(inputs: readonly Tensor[]): Eventual<W, Profile>;
  /**
   * Frees its memory at once, or after the runs that have begun; what it has returned keeps its elements. It
   * may run again, and then allocates memory again. Engines without it leave memory to the garbage collector.
   */
  free?(): void;
}

/** The parts of a program and their costs. */
export interface Profile {
  /** The graph that node numbers refer to, if the engine has changed the one that it was given. */
  readonly graph?: Graph;
  /** In the order in which they run. */
  readonly groups: readonly GroupProfile[];
  readonly memory: readonly MemoryUse[];
}

/** Nodes that are computed together, in one pass over memory; by several groups, if that is faster. */
export interface GroupProfile {
  readonly nodes: readonly NodeId[];
  /** Those of them that are written to memory. */
  readonly writes: readonly NodeId[];
  /** What runs it, such as `'2 threads'`. */
  readonly runner: string;
  /** The median of several runs; of one run, if results come later. */
  readonly milliseconds: number;
}

/** Memory that a program holds for one purpose. */
export interface MemoryUse {
  readonly purpose: string;
  readonly bytes: number;
  /** The bytes if no node used the memory of another again. */
  readonly withoutReuse?: number;
}

/** Runs compiled programs. */
export interface Engine<out W extends When = 'now'> {
  readonly name: string;
  /** The parts that it is made of here, and why: to be shown to people. */
  readonly description: string;
  /**
   * How it rounds: on one machine, engines with the same text give the same bits. By default the description.
   */
  readonly arithmetic?: string;
  /** When results come: of an engine that gives them `'later'`, compiled functions return promises. */
  readonly results: W;
  /** @param donated numbers of the inputs whose memory the program may take over. */
  prepare(graph: Graph, donated: ReadonlySet<number>): Program<W>;
}

/** The choice of an engine: required if results shall come later, since those of the default engine come now. */
export type EngineOption<W extends When> = 'now' extends W
  ? {
      /** What runs the programs; `defaultEngine()` by default. */
      readonly engine?: Engine<W>;
    }
  : {
      /** What runs the programs. */
      readonly engine: Engine<W>;
    };
