import type { Tensor } from '../tensor.ts';
import type { Graph, NodeId } from './graph.ts';

/** A graph made ready to run many times. */
export interface Program {
  /** Outputs for inputs of the graph's types; donated inputs may be overwritten. */
  run(inputs: readonly Tensor[]): readonly Tensor[];
  /** Runs several times, group by group, to see what takes how long; donates nothing. */
  profile(inputs: readonly Tensor[]): Profile;
  /**
   * Gives its memory back at once, if it has any of its own; what it has returned keeps its elements. It may
   * run again, and takes memory anew.
   */
  free?(): void;
}

/** What a program is made of, and what its parts cost. */
export interface Profile {
  /** What the numbers of nodes are of, where the engine has changed the graph that it was given. */
  readonly graph?: Graph;
  /** In the order in which they run. */
  readonly groups: readonly GroupProfile[];
  readonly memory: readonly MemoryUse[];
}

/** Nodes that are computed together, in one pass over memory; by several groups, where that is faster. */
export interface GroupProfile {
  readonly nodes: readonly NodeId[];
  /** Those of them that are written to memory. */
  readonly writes: readonly NodeId[];
  /** What runs it: `'2 threads'`, say. */
  readonly runner: string;
  /** The median of several runs; of one, where results come later. */
  readonly milliseconds: number;
}

/** What a program holds memory for. */
export interface MemoryUse {
  readonly purpose: string;
  readonly bytes: number;
  /** How much it would be if nodes took no places that others have left. */
  readonly withoutReuse?: number;
}

/** What runs compiled programs. */
export interface Engine {
  readonly name: string;
  /** What it is made of here, and why: to be shown to people. */
  readonly description: string;
  /**
   * How it rounds: on one machine, engines with the same text give the same bits. The description does for one
   * that does not say.
   */
  readonly arithmetic?: string;
  /** @param donated numbers of the inputs whose memory the program may take over. */
  prepare(graph: Graph, donated: ReadonlySet<number>): Program;
}

/** A program whose results come later. */
export interface AsyncProgram {
  /** As `run` of a program; it has looked at its inputs when it returns the promise. */
  run(inputs: readonly Tensor[]): Promise<readonly Tensor[]>;
  profile(inputs: readonly Tensor[]): Promise<Profile>;
  /** As `free` of a program, after the runs that have begun. Engines without it leave it to the collector. */
  free?(): void;
}

/** What runs compiled programs elsewhere, on a graphics processor say: functions give promises. */
export interface AsyncEngine {
  readonly name: string;
  readonly description: string;
  readonly arithmetic?: string;
  readonly isAsync: true;
  prepare(graph: Graph, donated: ReadonlySet<number>): AsyncProgram;
}
