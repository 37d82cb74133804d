import type { Graph } from '../../compile/graph.ts';
import { matmulWorks } from '../matmul/works.ts';
import type { KernelPrimitive, KernelStep } from '../steps.ts';
import type { Machine, Work } from '../work.ts';
import { addPatchesWork } from './add-patches.ts';
import { argMaxWork } from './arg-max.ts';
import { patchesWork } from './patches.ts';
import { scatterAddWork } from './scatter-add.ts';
import { takeWork } from './take.ts';
import { threefryWork } from './threefry.ts';

type Kernel<P extends KernelPrimitive> = (
  step: KernelStep<P>,
  graph: Graph,
  machine: Machine,
) => readonly Work[];

const kernels: { readonly [P in KernelPrimitive]: Kernel<P> } = {
  matmul: matmulWorks,
  take: (step, graph) => [takeWork(step, graph)],
  scatterAdd: (step, graph) => [scatterAddWork(step, graph)],
  patches: (step, graph) => [patchesWork(step, graph)],
  addPatches: (step, graph) => [addPatchesWork(step, graph)],
  argMax: (step, graph) => [argMaxWork(step, graph)],
  threefry: (step) => [threefryWork(step)],
};

/** The work of a primitive that is a step of its own, in parts that follow each other. */
export const kernelWorks = <P extends KernelPrimitive>(
  step: KernelStep<P>,
  graph: Graph,
  machine: Machine,
): readonly Work[] => (kernels[step.node.primitive] as Kernel<P>)(step, graph, machine);
