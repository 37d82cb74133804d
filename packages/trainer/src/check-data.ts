import { type ByPart, dataset, type Features, requireClasses } from '@puregrad/data';
import { isAxes, type Network, type Shape } from '@puregrad/layers';
import { DTypeError, isTensor, showShape, type Tensor, tensor } from '@puregrad/tensors';
import { type Either, isRight, left, right } from 'fp-ts/lib/Either.js';
import { unfitIntegers } from './check-integers.ts';
import { type InvalidData, invalidData } from './failure.ts';
import { type AnyLoss, isHeadLosses } from './loss.ts';
import type { AnyObjective } from './objective.ts';
import { type AnyDataset, axesByPath, nameOf, partsByPath, takeParts, zerosOf } from './parts.ts';

/** Why features do not have the parts of a shape, by the name of the first part; undefined if they do. */
const otherParts = (name: string, features: Features, shape: Shape): string | undefined => {
  if (isAxes(shape))
    return isTensor(features)
      ? undefined
      : `${name} has the parts ${Object.keys(features).join(', ')}, but the network has one tensor there`;
  const names = Object.keys(shape).join(', ');
  if (isTensor(features))
    return `${name} is one tensor of shape ${showShape(features.shape)}, but the network has the parts ${names} there`;
  for (const part of Object.keys(features))
    if (!Object.hasOwn(shape, part))
      return `${name} has a part '${part}', but the network has only ${names}`;
  for (const [part, inner] of Object.entries(shape)) {
    if (!Object.hasOwn(features, part))
      return `${name} has no part '${part}', which the network has`;
    const why = otherParts(`${name}.${part}`, features[part]!, inner);
    if (why !== undefined) return why;
  }
  return undefined;
};

/** Why inputs of the network's parts do not fit them: another shape, or other numbers. */
const unfitInputs = (x: Features, { input }: Network): string | undefined => {
  const parts = partsByPath(x);
  for (const [path, axes] of axesByPath(input)) {
    const { shape, dtype } = parts.get(path)!;
    const name = path === '' ? 'inputs' : nameOf('x', path);
    if (showShape(shape.slice(1)) !== showShape(axes) || shape.length === 0)
      return `${name} must have shape [examples, ${axes.join(', ')}], got ${showShape(shape)}`;
    if (dtype === 'float64') return `${name} must be float32, got float64; use cast(x, 'float32')`;
  }
  return undefined;
};

/** A setting of each part of features. */
const byPart = <T>(
  features: Features,
  settingOf: (part: Tensor, path: string) => T,
  path = '',
): ByPart<Features, T> =>
  isTensor(features)
    ? settingOf(features, path)
    : (Object.fromEntries(
        Object.entries(features).map(([name, part]) => [
          name,
          byPart(part, settingOf, path === '' ? name : `${path}.${name}`),
        ]),
      ) as ByPart<Features, T>);

/** The data themselves, if they are complete and finite; integer targets are labels of the classes that the output has. */
const checkRows = ({ x, y }: AnyDataset, { output }: Network) => {
  const targets = byPart(y, ({ dtype }) => (dtype === 'int32' ? 'labels' : 'numbers'));
  const whole = dataset(x, y, { targets });
  if (!isRight(whole)) return whole;
  const outputs = axesByPath(output);
  const classes = byPart(y, ({ dtype }, path) => {
    const last = outputs.get(path)?.at(-1) ?? 1;
    return dtype === 'int32' && last > 1 ? last : undefined;
  });
  return classes === undefined
    ? whole
    : requireClasses(whole.right, classes as ByPart<Features, number>);
};

/** Why the loss does not take the targets; it decides about their type itself. */
const unfitTargets = (loss: AnyLoss, y: Features, { output }: Network): string | undefined => {
  const first = tensor([0], { dtype: 'int32' });
  try {
    loss(zerosOf(output, 1), takeParts(y, first));
  } catch (error) {
    if (error instanceof DTypeError) return error.message;
    // Other errors belong to the loss, which reports them when it is used.
  }
  return undefined;
};

/**
 * Checks that data are complete, finite, and of the network's shape, part by part; integer targets are class labels.
 */
export const checkData = (
  { network, loss }: Pick<AnyObjective, 'network' | 'loss'>,
  data: AnyDataset,
  name: string,
): Either<InvalidData, AnyDataset> => {
  const fault = (why: string) => left(invalidData(`${name} data: ${why}`));
  const { x, y } = data;
  const unfit =
    otherParts('x', x, network.input) ??
    unfitInputs(x, network) ??
    (isHeadLosses(loss) ? otherParts('y', y, network.output) : undefined);
  if (unfit !== undefined) return fault(unfit);
  const checked = checkRows(data, network);
  if (!isRight(checked)) return fault(checked.left.message);
  const refused = unfitIntegers(x, network);
  if (refused !== undefined) return fault(refused);
  const mistyped = unfitTargets(loss, y, network);
  return mistyped === undefined ? right(data) : fault(mistyped);
};
