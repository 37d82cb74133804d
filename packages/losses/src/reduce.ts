import { ArgumentError, mean, sum, type Tensor } from '@puregrad/tensors';

/** What becomes of the losses: all of them, their mean, or their sum. */
export type Reduction = 'none' | 'mean' | 'sum';

export interface LossOptions {
  /** `none` by default: reduce with `mean` or `sum` where the loss is used, or name it here. */
  readonly reduction?: Reduction;
}

export const reduce = (operation: string, losses: Tensor, reduction: Reduction): Tensor => {
  switch (reduction) {
    case 'none':
      return losses;
    case 'mean':
      return mean(losses);
    case 'sum':
      return sum(losses);
    default:
      throw new ArgumentError(
        `${operation}: unknown reduction ${String(reduction satisfies never)}; use 'none', 'mean' or 'sum'`,
      );
  }
};
