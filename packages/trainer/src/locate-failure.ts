import { valueAndGrad } from '@puregrad/autodiff';
import { walkLayers } from '@puregrad/layers';
import { abs, leavesWithPaths, max, type Tensor } from '@puregrad/tensors';
import type { NonFinite } from './failure.ts';
import { type AnyBatch, type AnyObjective, objectiveOf, takeBatch } from './objective.ts';
import { nameOf } from './parts.ts';
import { stepKey, type TrainingState } from './training-step.ts';

const isFiniteTensor = (x: Tensor): boolean => {
  for (const value of x.data) if (!Number.isFinite(value)) return false;
  return true;
};

const firstNonFinite = (tree: unknown): string | undefined =>
  leavesWithPaths(tree).find(([, leaf]) => !isFiniteTensor(leaf))?.[0];

const largestOf = (tree: unknown): string =>
  [...leavesWithPaths(tree)].sort(([, a], [, b]) => largest(b) - largest(a))[0]![0];

const largest = (x: Tensor): number => max(abs(x)).item();

/** The layer that a parameter belongs to: the innermost whose path the parameter's begins with. */
const layerOf = (objective: AnyObjective, parameter: string): string =>
  walkLayers(objective.network)
    .map(({ path }) => path.join('.'))
    .filter((path) => parameter.startsWith(`${path}.`))
    .sort((a, b) => b.length - a.length)[0] ?? parameter;

/** The part of the inputs, if there are several. */
const inPart = (path: string): string => (path === '' ? '' : ` in ${nameOf('x', path)}`);

const advice =
  'lower the learning rate, clip the gradients (before(clipByGlobalNorm(1))), or check the scale of the inputs';

/**
 * Repeats the step that failed, eagerly, from the state before it, and names the first place with a number
 * that is not finite: input, parameters, a layer's output, the loss, or a gradient.
 */
export const locateFailure = (
  objective: AnyObjective,
  state: TrainingState,
  data: AnyBatch,
  rows: Tensor,
  { epoch, step }: { readonly epoch: number; readonly step: number },
): NonFinite => {
  const { params } = state.optimizer;
  const failure = (layer: string, what: NonFinite['what'], message: string): NonFinite => ({
    _tag: 'NonFinite',
    epoch,
    step,
    layer,
    what,
    message: `epoch ${epoch}, step ${step}: ${message}`,
  });

  const batch = takeBatch(data, rows);
  const part = firstNonFinite(batch.x);
  if (part !== undefined)
    return failure(
      nameOf('input', part),
      'input',
      `the inputs of the batch are not all finite${inPart(part)}; check the data`,
    );

  const spoilt = firstNonFinite(params);
  if (spoilt !== undefined)
    return failure(
      layerOf(objective, spoilt),
      'parameters',
      `'${spoilt}' of layer '${layerOf(objective, spoilt)}' is no longer finite after the step before; ${advice}`,
    );

  const [[, { input, outputs, loss }], grads] = valueAndGrad(objectiveOf(objective), {
    hasAux: true,
  })(params, state.layers, stepKey(state), batch);
  const augmented = firstNonFinite(input);
  if (augmented !== undefined)
    return failure(
      nameOf('input', augmented),
      'input',
      `the augmented inputs are not finite${inPart(augmented)}, though the data are; check the augmentation`,
    );
  const bad = outputs.find(({ output }) => !isFiniteTensor(output));
  if (bad !== undefined)
    return failure(
      bad.name,
      'output',
      `the output of layer '${bad.name}' is not finite, though its input is; ${advice}`,
    );
  if (!isFiniteTensor(loss))
    return failure(
      'loss',
      'loss',
      'the loss is not finite, though the network’s output is; check the targets and the loss function',
    );
  const path = firstNonFinite(grads);
  // Otherwise the sum of their squares overflows.
  const at = path ?? largestOf(grads);
  return failure(
    layerOf(objective, at),
    'gradient',
    `the ${path ? '' : 'norm of the '}gradient of '${at}' in layer '${layerOf(objective, at)}' is not finite; ${advice}`,
  );
};
