import { mapTree, requireLeaves, type Tensor, zerosLike, zipTrees } from '@puregrad/tensors';
import {
  type Attributes,
  bind,
  checkOptions,
  type Interpreter,
  nextLevel,
  type Primitive,
} from '@puregrad/tensors/interpreters';
import { FollowedTensor } from './followed-tensor.ts';
import { pushForward } from './jvp-rules/jvp-rules.ts';
import { requireDirection } from './require.ts';

/** A value with the direction in which it moves: a dual number. */
class DualTensor extends FollowedTensor<Forward> {
  readonly tangent: Tensor;

  constructor(interpreter: Forward, primal: Tensor, tangent: Tensor) {
    super(interpreter, primal);
    this.tangent = tangent;
  }
}

/** The interpreter that carries directions forward along with the values. */
class Forward implements Interpreter {
  readonly level: number = nextLevel();

  process<P extends Primitive>(
    primitive: P,
    attributes: Attributes[P],
    inputs: readonly Tensor[],
  ): Tensor {
    const primals = inputs.map((input) => this.primalOf(input));
    const tangents = inputs.map((input) => this.tangentOf(input));
    const output = bind(primitive, attributes, primals);
    const tangent = pushForward(primitive, { attributes, inputs: primals, output, tangents });
    return tangent === undefined ? output : new DualTensor(this, output, tangent);
  }

  primalOf(tensor: Tensor): Tensor {
    return this.#owns(tensor) ? tensor.primal : tensor;
  }

  tangentOf(tensor: Tensor): Tensor | undefined {
    return this.#owns(tensor) ? tensor.tangent : undefined;
  }

  #owns(tensor: Tensor): tensor is DualTensor {
    return tensor instanceof DualTensor && tensor.interpreter === this;
  }
}

/**
 * The value of `f` at `x` and its derivative in the direction `tangent`, `∂f(x)·tangent`, in one
 * forward pass (a Jacobian-vector product). Trees in, trees out.
 *
 * @throws TreeError or ShapeError if `tangent` does not match `x`; TreeError if `x` or the result
 * holds only plain values.
 * @example
 * ```ts
 * import { jvp } from '@puregrad/autodiff';
 * import { mul, scalar } from '@puregrad/tensors';
 * const [y, dy] = jvp((x) => mul(x, x), scalar(3), scalar(1));
 * [y.item(), dy.item()]; // => [9, 6]
 * ```
 */
export const jvp = <T, R>(f: (x: T) => R, x: T, tangent: NoInfer<T>): readonly [R, R] => {
  checkOptions('jvp', { f }, { f: 'function' });
  requireDirection('jvp', x, tangent);
  const forward = new Forward();
  const output = f(
    zipTrees(x, tangent, (primal, direction) => new DualTensor(forward, primal, direction)),
  );
  requireLeaves('jvp', 'the result of the function', output);
  return [
    mapTree(output, (leaf) => forward.primalOf(leaf)),
    mapTree(output, (leaf) => forward.tangentOf(leaf) ?? zerosLike(leaf)),
  ];
};
