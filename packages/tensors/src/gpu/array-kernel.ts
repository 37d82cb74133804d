import type { KernelSource } from './writer.ts';

/** A kernel that is not a node of a graph: its body reads an array, `a0`. */
export const arrayKernel = (body: string, length: number): KernelSource => ({
  computes: [],
  parameters: ['a0'],
  body,
  helpers: [],
  natives: [],
  output: [length],
  reads: [0],
  numbers: [],
});
