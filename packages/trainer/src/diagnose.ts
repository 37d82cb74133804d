import { checkOptions } from '@puregrad/tensors/interpreters';
import { checks } from './ailments.ts';
import type { EpochReport } from './epoch-report.ts';
import type { Finding } from './finding.ts';

export type { Ailment, Finding } from './finding.ts';

/**
 * The common problems of deep networks that a run's history shows, each with the layer, the evidence and
 * the remedies: vanishing and exploding gradients, dying ReLUs, saturated units, a learning rate out
 * of range, overfitting. Only the last epoch counts; an empty history has no findings.
 *
 * The thresholds are rules of thumb: gradients a thousand times smaller than those of the layers above, or ten
 * times the weights; half of the units dead or saturated; steps above a tenth or below a millionth of the
 * weights; a validation loss 10 % above its minimum.
 *
 * @example
 * ```ts
 * import { dense, input, sigmoid } from '@puregrad/layers';
 * import { sgd } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * import { diagnose, showFindings, train } from '@puregrad/trainer';
 * const data = { x: tensor([[0], [1]]), y: tensor([0, 1], { dtype: 'int32' }) };
 * const network = pipe(input(1), dense(8), sigmoid(), dense(2));
 * const result = await train({ network, optimizer: sgd({ learningRate: 0.1 }) })(data)();
 * if (result._tag === 'Right') console.log(showFindings(diagnose(result.right.history)));
 * ```
 */
export const diagnose = (history: readonly EpochReport[]): readonly Finding[] => {
  checkOptions('diagnose', { history }, { history: '{epoch,training}[]' });
  const last = history.at(-1);
  if (last === undefined) return [];
  return checks.flatMap((check) => check(last, history) ?? []);
};

/**
 * Findings as text: one line for each, followed by its remedies.
 *
 * @example
 * ```ts
 * import { diagnose, showFindings } from '@puregrad/trainer';
 * showFindings(diagnose([])); // => 'nothing found'
 * ```
 */
export const showFindings = (findings: readonly Finding[]): string =>
  checkOptions('showFindings', { findings }, { findings: '{ailment}[]' }).findings.length === 0
    ? 'nothing found'
    : findings
        .map(({ ailment, epoch, evidence, remedies }) =>
          [
            `${ailment}: ${evidence} (epoch ${epoch})`,
            ...remedies.map((remedy) => `  - ${remedy}`),
          ].join('\n'),
        )
        .join('\n');
