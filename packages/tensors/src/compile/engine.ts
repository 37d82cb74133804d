import type { Tensor } from '../tensor.ts';
import type { Graph } from './graph.ts';

/** A graph made ready to run many times. */
export interface Program {
  /** Outputs for inputs of the graph's types; donated inputs may be overwritten. */
  run(inputs: readonly Tensor[]): readonly Tensor[];
}

/** What runs compiled programs. */
export interface Engine {
  readonly name: string;
  /** What it is made of here, and why: to be shown to people. */
  readonly description: string;
  /** @param donated numbers of the inputs whose memory the program may take over. */
  prepare(graph: Graph, donated: ReadonlySet<number>): Program;
}
