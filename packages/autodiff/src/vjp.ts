import { add, leaves, mapTree, requireLeaves, type Tensor, zerosLike } from '@puregrad/tensors';
import {
  type Attributes,
  bind,
  checkOptions,
  type Interpreter,
  nextLevel,
  type Primitive,
} from '@puregrad/tensors/interpreters';
import { FollowedTensor } from './followed-tensor.ts';
import { requireDirection, requireFloats } from './require.ts';
import type { VjpRule } from './vjp-rules/rule.ts';
import { pullBack } from './vjp-rules/vjp-rules.ts';

/** A value whose operation is recorded on a tape. */
class TapedTensor extends FollowedTensor<Tape> {
  /** Its place on the tape. */
  readonly entry: number;

  constructor(interpreter: Tape, primal: Tensor, entry: number) {
    super(interpreter, primal);
    this.entry = entry;
  }
}

interface Entry {
  /** Places of the inputs on the tape; undefined for those it does not follow. */
  readonly parents: readonly (number | undefined)[];
  readonly pull: (cotangent: Tensor) => ReturnType<VjpRule<Primitive>>;
}

const source: Entry = { parents: [], pull: () => [] };

/** The interpreter that writes down what happens, to walk it backwards afterwards. */
class Tape implements Interpreter {
  readonly level: number = nextLevel();
  readonly #entries: Entry[] = [];

  watch(primal: Tensor): TapedTensor {
    return this.#write(primal, source);
  }

  process<P extends Primitive>(
    primitive: P,
    attributes: Attributes[P],
    tensors: readonly Tensor[],
  ): Tensor {
    const inputs = tensors.map((tensor) => this.primalOf(tensor));
    const output = bind(primitive, attributes, inputs);
    return this.#write(output, {
      parents: tensors.map((tensor) => this.entryOf(tensor)),
      pull: (cotangent) => pullBack(primitive, { attributes, inputs, output, cotangent }),
    });
  }

  primalOf(tensor: Tensor): Tensor {
    return this.#owns(tensor) ? tensor.primal : tensor;
  }

  entryOf(tensor: Tensor): number | undefined {
    return this.#owns(tensor) ? tensor.entry : undefined;
  }

  /** Cotangents of all entries, from those of some: the chain rule, last entry first. */
  walkBack(seeds: ReadonlyMap<number, Tensor>): readonly (Tensor | undefined)[] {
    const cotangents: (Tensor | undefined)[] = this.#entries.map((_, entry) => seeds.get(entry));
    for (let entry = this.#entries.length - 1; entry >= 0; entry--) {
      const cotangent = cotangents[entry];
      if (cotangent === undefined) continue;
      const { parents, pull } = this.#entries[entry]!;
      if (parents.length === 0) continue;
      const thunks = pull(cotangent);
      parents.forEach((parent, i) => {
        const thunk = thunks[i];
        if (parent === undefined || thunk === undefined) return;
        const known = cotangents[parent];
        cotangents[parent] = known === undefined ? thunk() : add(known, thunk());
      });
    }
    return cotangents;
  }

  #owns(tensor: Tensor): tensor is TapedTensor {
    return tensor instanceof TapedTensor && tensor.interpreter === this;
  }

  #write(primal: Tensor, entry: Entry): TapedTensor {
    this.#entries.push(entry);
    return new TapedTensor(this, primal, this.#entries.length - 1);
  }
}

/** Pulls a cotangent of the output back to one of the input. */
export type Pullback<T, R> = (cotangent: R) => T;

/**
 * The value of `f` at `x`, and a function that turns a cotangent `c` of the output into `c·∂f(x)`
 * (a vector-Jacobian product), in one backward pass each time it is called. Trees in, trees out.
 *
 * @throws DTypeError if `x` holds int32 tensors; TreeError if it, or the result, holds only plain
 * values.
 * @example
 * ```ts
 * import { vjp } from '@puregrad/autodiff';
 * import { exp, tensor } from '@puregrad/tensors';
 * const [y, pull] = vjp(exp, tensor([0, 0]));
 * pull(tensor([1, 2])).toArray(); // => [1, 2]
 * ```
 */
export const vjp = <T, R>(f: (x: T) => R, x: T): readonly [R, Pullback<T, R>] => {
  checkOptions('vjp', { f }, { f: 'function' });
  const [output, pull] = vjpWithAux((input: T) => [f(input), undefined], x);
  return [output, pull];
};

/** As `vjp`, for a function that returns its output and something more that is not differentiated. */
export const vjpWithAux = <T, R, X>(
  f: (x: T) => readonly [R, X],
  x: T,
): readonly [R, Pullback<T, R>, X] => {
  requireFloats('vjp', x);
  const tape = new Tape();
  const input = mapTree(x, (leaf) => tape.watch(leaf));
  const [traced, aux] = f(input);
  requireLeaves('vjp', 'the result of the function', traced);
  const primals = <V>(tree: V): V => mapTree(tree, (leaf) => tape.primalOf(leaf));
  const output = primals(traced);
  const pull: Pullback<T, R> = (cotangent) => {
    requireDirection('vjp', output, cotangent);
    const cotangents = tape.walkBack(seedsOf(tape, leaves(traced), leaves(cotangent)));
    return mapTree(input, (leaf) => cotangents[tape.entryOf(leaf)!] ?? zerosLike(leaf));
  };
  return [output, pull, primals(aux)];
};

/** The outputs' entries on the tape, with their cotangents; an output that is returned twice gets both. */
const seedsOf = (
  tape: Tape,
  outputs: readonly Tensor[],
  cotangents: readonly Tensor[],
): ReadonlyMap<number, Tensor> => {
  const seeds = new Map<number, Tensor>();
  outputs.forEach((output, i) => {
    const entry = tape.entryOf(output);
    if (entry === undefined) return;
    const known = seeds.get(entry);
    seeds.set(entry, known === undefined ? cotangents[i]! : add(known, cotangents[i]!));
  });
  return seeds;
};
