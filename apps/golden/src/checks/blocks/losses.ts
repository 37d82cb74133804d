import { apply, averageMembers, fork, input } from '@puregrad/layers';
import {
  headLosses,
  meanSquaredError,
  overMembers,
  sparseSoftmaxCrossEntropy,
} from '@puregrad/losses';
import { log, mean, pipe, reshape, softmax, type Tensor } from '@puregrad/tensors';
import { type Unsupported, unsupported } from '../../check.ts';
import { numbersAt, recordsAt, stringAt } from '../../read.ts';
import {
  activationOf,
  denseOf,
  type Given,
  type Inputs,
  type Program,
  tensorIn,
  variablesIn,
  widthOf,
} from './block.ts';

/** What a loss of the files is here, and its targets among the inputs. */
const losses = {
  softmaxCrossEntropy: {
    loss: (logits: Tensor, labels: Tensor) => mean(sparseSoftmaxCrossEntropy(logits, labels)),
    targets: 'labels',
  },
  mse: {
    loss: (predictions: Tensor, targets: Tensor) => meanSquaredError(predictions, targets),
    targets: 'targets',
  },
} as const;

type LossName = keyof typeof losses;

const isLoss = (name: unknown): name is LossName =>
  typeof name === 'string' && Object.hasOwn(losses, name);

/** The sum of the weighted losses of the heads of one trunk. */
export const heads = ({ config, inputs }: Given): Program | Unsupported => {
  const names = config.losses as readonly unknown[];
  const unknown = names.find((name) => !isLoss(name));
  if (unknown !== undefined) return unsupported(`loss '${String(unknown)}' of a head`);
  const weights = numbersAt(config, 'weights');
  const each = <A>(of: (name: LossName, i: number) => A): { readonly [head: string]: A } =>
    Object.fromEntries((names as readonly LossName[]).map((name, i) => [`head${i}`, of(name, i)]));
  const parts = recordsAt(inputs, 'heads');
  const network = pipe(
    input(widthOf(inputs, 'x')),
    denseOf(inputs, 'trunk'),
    activationOf(config),
    fork(each((_, i) => denseOf({ head: parts[i]! }, 'head'))),
  );
  const total = headLosses(each((name, i) => ({ loss: losses[name].loss, weight: weights[i]! })));
  return (at, whole) => {
    const branches = each((_, i) => ({ head: (at.heads as readonly Inputs[])[i] }));
    const params = { ...variablesIn(at, 'trunk'), fork1: branches as never };
    const [outputs] = apply(network)(params, {}, tensorIn(at, 'x'));
    return total(
      outputs,
      each((name) => tensorIn({ ...at, ...whole }, losses[name].targets)),
    );
  };
};

/** The mean of the members' losses, and the loss of their mean. */
export const memberLosses = ({
  config,
  inputs,
}: Given): { readonly [output: string]: Program } | Unsupported => {
  const name = stringAt(config, 'loss');
  if (!isLoss(name)) return unsupported(`loss '${name}' of members`);
  const { loss, targets } = losses[name];
  const output = name === 'mse' ? 'predictions' : 'logits';
  const members = widthOf(inputs, 'predictions' in inputs ? 'predictions' : 'logits');
  /** Members of one number have no axis of features. */
  const averaged = (x: Tensor): Tensor => {
    const [examples = 0, k = members, ...width] = x.shape;
    const network = averageMembers()(input([k, width[0] ?? 1]));
    const [y] = apply(network)({}, {}, reshape(x, [examples, k, width[0] ?? 1]));
    return reshape(y, [examples, ...width]);
  };
  // A softmax changes nothing in the logarithms of probabilities.
  const ofMean = (x: Tensor): Tensor => (name === 'mse' ? averaged(x) : log(averaged(softmax(x))));
  const targetsIn = (at: Inputs, whole: Inputs): Tensor => tensorIn({ ...at, ...whole }, targets);
  return {
    meanOfLosses: (at, whole) =>
      mean(overMembers(loss)(tensorIn(at, output), targetsIn(at, whole))),
    lossOfMean: (at, whole) => loss(ofMean(tensorIn(at, output)), targetsIn(at, whole)),
  };
};
