import type { Graph, NodeId } from '../../compile/graph.ts';
import { returnedCopy } from '../../compile/returned-copy.ts';
import type { DType, NumericArray } from '../../dtype.ts';
import { reusedElementsOf } from '../../elements.ts';
import { type Shape, sizeOf } from '../../shape.ts';
import { ConcreteTensor, type Placement, type Tensor } from '../../tensor.ts';
import type { EngineParts } from './load.ts';
import type { MemoryPlan } from './memory-plan.ts';

/** One of the two sets of memory for results, which are used alternately. */
export type Turn = 0 | 1;

/** A result of a program: computed, or one of its inputs or constants. */
type Output =
  | {
      readonly kind: 'computed';
      readonly placements: readonly [Placement, Placement];
      readonly shape: Shape;
      readonly dtype: DType;
    }
  | { readonly kind: 'input'; readonly index: number; readonly shape: Shape }
  | { readonly kind: 'constant'; readonly value: ConcreteTensor; readonly shape: Shape };

/** Reads elements from a program's memory. */
export type ReadMemory = (dtype: DType, address: number, size: number) => NumericArray;

/** The results of a program: they stay in its memory until the call after the next. */
export class Outputs {
  readonly #outputs: readonly Output[];
  readonly #words: readonly { readonly word: number; readonly addresses: readonly number[] }[];
  readonly #heap: EngineParts['heap'];
  readonly #returned: [readonly ConcreteTensor[], readonly ConcreteTensor[]] = [[], []];

  constructor(graph: Graph, place: MemoryPlan, { heap, owner }: EngineParts, read: ReadMemory) {
    this.#heap = heap;
    const placementAt = (address: number, dtype: DType, size: number): Placement => {
      const readAll = (): NumericArray => read(dtype, address, size);
      const elements = reusedElementsOf({
        get data() {
          return readAll();
        },
      });
      return { heap: heap.memory, address, owner, read: readAll, elements };
    };
    const outputOf = (id: NodeId): Output => {
      const root = place.rootOf(id);
      const node = graph.nodes[root]!;
      const { shape, dtype } = graph.nodes[id]!;
      if (node.kind === 'input') return { kind: 'input', index: node.index, shape };
      if (node.kind === 'constant') return { kind: 'constant', value: node.value, shape };
      const [even, odd] = place.outputs.get(root)!;
      const size = sizeOf(shape);
      const placements = [placementAt(even, dtype, size), placementAt(odd, dtype, size)] as const;
      return { kind: 'computed', placements, shape, dtype };
    };
    this.#outputs = graph.outputs.map(outputOf);
    this.#words = [...place.outputs].map(([id, addresses]) => ({
      word: place.table.get(id)! / 4,
      addresses,
    }));
  }

  /** Writes the addresses of a set to the table. */
  enter(turn: Turn): void {
    const words = this.#heap.addresses();
    for (const { word, addresses } of this.#words) words[word] = addresses[turn]!;
  }

  results(turn: Turn, given: readonly Tensor[]): readonly ConcreteTensor[] {
    const results = this.#outputs.map((output) => {
      switch (output.kind) {
        case 'computed':
          return ConcreteTensor.placed(output.shape, output.dtype, output.placements[turn]);
        case 'input':
          return returnedCopy(given[output.index] as ConcreteTensor, output.shape);
        case 'constant':
          return returnedCopy(output.value, output.shape);
      }
    });
    this.#returned[turn] = results;
    return results;
  }

  /** Copies the results of a set out of the memory, before others are written there. */
  evict(turn: Turn): void {
    const returned = this.#returned[turn];
    for (let i = 0; i < returned.length; i++) {
      const output = this.#outputs[i]!;
      if (output.kind === 'computed') returned[i]!.evict(output.placements[turn]);
    }
    this.#returned[turn] = [];
  }
}
