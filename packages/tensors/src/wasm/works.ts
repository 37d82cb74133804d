import type { Graph } from '../compile/graph.ts';
import { const as c } from './assembler/i32.ts';
import { i32, seq } from './assembler.ts';
import { fillWork } from './fill.ts';
import { type GuardedRegion, releaseCode } from './guards.ts';
import { kernelWorks } from './kernels/kernels.ts';
import { loopWork } from './loops/loop.ts';
import { reduceWorks } from './reduce/works.ts';
import type { ScheduledStep, Step } from './steps.ts';
import { alone, type Machine, type Work } from './work.ts';

/** A step, in parts that follow each other. */
export interface PlannedStep {
  readonly step: Step;
  readonly works: readonly Work[];
}

export const planStep = (step: ScheduledStep, graph: Graph, machine: Machine): PlannedStep => ({
  step,
  works: worksOf(step, graph, machine).filter(({ units }) => units > 0),
});

/** The bytes of scratch memory that steps need, one after the other. */
export const scratchBytes = (steps: readonly PlannedStep[]): number =>
  steps.flatMap(({ works }) => works).reduce((most, { scratch = 0 }) => Math.max(most, scratch), 0);

const worksOf = (step: ScheduledStep, graph: Graph, machine: Machine): readonly Work[] => {
  switch (step.kind) {
    case 'loop':
      return [loopWork(step, graph)];
    case 'reduce':
      return reduceWorks(step);
    case 'fill':
      return [fillWork(step.id, graph)];
    case 'kernel':
      return kernelWorks(step, graph, machine);
  }
};

/** The end of a region's use in a poisoned program; a broken guard is a fault of the step. */
export const releaseWork = (region: GuardedRegion): Work =>
  alone(region.bytes / 16, (body, { fault, step }) =>
    releaseCode(
      body,
      region,
      seq(i32.store(c(fault), c(step + 1)), i32.store(c(fault), c(region.address), 4)),
    ),
  );
