import type { DType, Shape, Tensor, TensorData } from '@puregrad/tensors';
import { type Interpreter, TracedTensor } from '@puregrad/tensors/interpreters';

/** A value that an interpreter follows, with what it keeps for it; it reads as the value. */
export abstract class FollowedTensor<I extends Interpreter> extends TracedTensor {
  readonly interpreter: I;
  readonly primal: Tensor;

  constructor(interpreter: I, primal: Tensor) {
    super();
    this.interpreter = interpreter;
    this.primal = primal;
  }

  override get shape(): Shape {
    return this.primal.shape;
  }

  override get dtype(): DType {
    return this.primal.dtype;
  }

  override get data(): TensorData {
    return this.primal.data;
  }
}
