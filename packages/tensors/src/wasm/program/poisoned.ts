import { JUNK } from '../../compile/poison.ts';
import { checkGuard, poisonAll, poisonBehind, poisonPadding } from '../guards.ts';
import type { Heap } from '../heap.ts';
import type { PoisonStep } from '../steps.ts';
import { type PlannedStep, releaseWork } from '../works.ts';
import type { Inputs } from './inputs.ts';
import type { GuardedPlaces } from './memory-plan.ts';
import type { Turn } from './outputs.ts';

/** The steps, and after each the end of the temporaries whose last use it was. */
export const poisonedSteps = (
  steps: readonly PlannedStep[],
  { released }: GuardedPlaces,
): readonly PlannedStep[] => steps.flatMap((step, i) => [step, releaseStep(released[i]!)]);

const releaseStep = (regions: PoisonStep['regions']): PlannedStep => ({
  step: { kind: 'poison', regions },
  works: regions.map(releaseWork),
});

/** Fills all memory that a run writes with junk, and the memory behind the regions that it reads. */
export const poisonMemory = (
  heap: Heap,
  { temporaries, scratch, lasting, outputs }: GuardedPlaces,
  { places, copies }: Inputs,
  turn: Turn,
): void => {
  heap.words().fill(JUNK, temporaries.address / 4, (temporaries.address + temporaries.bytes) / 4);
  for (const region of [scratch, ...outputs[turn]]) poisonAll(heap, region);
  for (const region of [...lasting, ...copies, ...outputs[1 - turn]!]) poisonBehind(heap, region);
  for (const { word, bytes } of places)
    poisonPadding(heap, { address: heap.addresses()[word]!, bytes });
};

/** @throws PuregradError if the run wrote past the end of a region. */
export const checkGuards = (
  heap: Heap,
  { scratch, lasting, outputs }: GuardedPlaces,
  { copies }: Inputs,
): void => {
  for (const region of [scratch, ...lasting, ...copies, ...outputs.flat()])
    checkGuard(heap, region);
};
