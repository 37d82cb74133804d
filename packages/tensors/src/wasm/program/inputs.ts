import type { Graph } from '../../compile/graph.ts';
import type { ConcreteTensor, Placement, Tensor } from '../../tensor.ts';
import { type GuardedRegion, guardedBytes } from '../guards.ts';
import { bytesOf } from './lifetimes.ts';
import type { EngineParts } from './load.ts';
import type { MemoryPlan } from './memory-plan.ts';

/** A region for inputs of one size. */
interface Slot extends Placement {
  holds: ConcreteTensor | undefined;
}

/** An input, and the word that holds its address. */
export interface InputPlace {
  readonly index: number;
  readonly word: number;
  readonly bytes: number;
}

/** The number of inputs of one size that stay in the memory, for calls that alternate between a few inputs. */
const mostSlots = (bytes: number): number => (bytes <= 2 ** 16 ? 8 : 1);

/** The inputs of a program: they are read in place if they are in its memory, and otherwise copied into it. */
export class Inputs {
  readonly places: readonly InputPlace[];
  /** The regions of copies. */
  readonly copies: GuardedRegion[] = [];
  readonly #parts: EngineParts;
  /** By size. */
  readonly #slots = new Map<number, Slot[]>();

  constructor(graph: Graph, { table }: MemoryPlan, parts: EngineParts) {
    this.#parts = parts;
    this.places = graph.nodes.flatMap((node, id) =>
      node.kind === 'input'
        ? [{ index: node.index, word: table.get(id)! / 4, bytes: bytesOf(graph, id) }]
        : [],
    );
  }

  /** Puts all inputs into the memory, and writes their addresses to the table. */
  enter(given: readonly Tensor[]): void {
    // A copy may take the memory of another program, whose results are then no longer in the memory.
    while (!this.#writeAddresses(given))
      for (const { index, bytes } of this.places) {
        const tensor = given[index] as ConcreteTensor;
        if (!this.#isInMemory(tensor.placement)) this.#copyIn(tensor, bytes, given);
      }
  }

  /** Forgets all copies. */
  evict(): void {
    for (const sized of this.#slots.values()) for (const slot of sized) slot.holds?.evict(slot);
    this.#slots.clear();
  }

  /** Whether all are in the memory. */
  #writeAddresses(given: readonly Tensor[]): boolean {
    const words = this.#parts.heap.addresses();
    let areInMemory = true;
    for (const { index, word } of this.places) {
      const tensor = given[index] as ConcreteTensor;
      tensor.requireAlive();
      const { placement } = tensor;
      if (this.#isInMemory(placement)) words[word] = placement.address;
      else areInMemory = false;
    }
    return areInMemory;
  }

  #isInMemory(placement: Placement | undefined): placement is Placement {
    return (
      placement !== undefined && placement.heap === this.#parts.heap.memory && placement.owner.alive
    );
  }

  /** Copies a tensor to a region that no other input of this call uses. */
  #copyIn(tensor: ConcreteTensor, bytes: number, given: readonly Tensor[]): void {
    const sized = this.#slots.get(bytes) ?? [];
    // The region that was filled first, if there are enough.
    const old =
      sized.length < mostSlots(bytes)
        ? -1
        : sized.findIndex(({ holds }) => !given.includes(holds!));
    const [slot] = old < 0 ? [this.#newSlot(bytes)] : (sized.splice(old, 1) as [Slot]);
    sized.push(slot);
    this.#slots.set(bytes, sized);
    slot.holds?.evict(slot);
    this.#parts.heap.write(slot.address, tensor);
    slot.holds = tensor;
    tensor.place(slot);
  }

  #newSlot(bytes: number): Slot {
    const { heap, owner, poison } = this.#parts;
    const address = heap.allocate(poison ? guardedBytes(bytes) : bytes);
    this.copies.push({ address, bytes, purpose: 'the copy of an input' });
    return { heap: heap.memory, address, owner, holds: undefined };
  }
}
