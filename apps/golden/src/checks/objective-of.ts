import { meanSquaredError, sigmoidCrossEntropy, sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { sigmoid, softmax, type Tensor } from '@puregrad/tensors';
import { type Unsupported, unsupported } from '../check.ts';

/** The mean loss that a training run minimises, and the predictions from its logits. */
export interface Objective {
  readonly loss: (logits: Tensor, targets: Tensor) => Tensor;
  readonly integerTargets: boolean;
  readonly predict: (logits: Tensor) => Tensor;
}

export const objectiveOf = (name: string): Objective | Unsupported => {
  switch (name) {
    case 'sigmoidCrossEntropy':
      return {
        loss: (logits, targets) => sigmoidCrossEntropy(logits, targets, { reduction: 'mean' }),
        integerTargets: false,
        predict: sigmoid,
      };
    case 'softmaxCrossEntropy':
      return {
        loss: (logits, labels) => sparseSoftmaxCrossEntropy(logits, labels, { reduction: 'mean' }),
        integerTargets: true,
        predict: (logits) => softmax(logits),
      };
    case 'mse':
      return {
        loss: (outputs, targets) => meanSquaredError(outputs, targets),
        integerTargets: false,
        predict: (outputs) => outputs,
      };
    default:
      return unsupported(`loss '${name}' of a training run`);
  }
};
