import {
  apply,
  averageMembers,
  batchEnsemble,
  input,
  memberDense,
  memberScale,
  members,
  type Network,
} from '@puregrad/layers';
import { pipe, softmax, type Tensor } from '@puregrad/tensors';
import type { GoldenRecord } from '../../format.ts';
import { arrayAt, numberAt, recordAt, recordsAt } from '../../read.ts';
import {
  activationOf,
  type Given,
  type Inputs,
  type Program,
  tensorIn,
  variablesIn,
  widthOf,
} from './block.ts';

type Members = Network<never, readonly [number, number]>;

/** The start of a network of members: each has inputs of its own, or all have the same. */
const membersOf = ({ config, inputs }: Given, x = 'x'): Members => {
  const [, ...shape] = arrayAt(inputs, x).shape;
  return (shape.length === 1
    ? pipe(input(shape[0]!), members(numberAt(config, 'members')))
    : input(shape)) as unknown as Members;
};

const run = (network: Network, params: object, x: Tensor): Tensor =>
  apply(network)(params as never, {}, x as never)[0] as Tensor;

const denseOf = (part: GoldenRecord, name: string): ((network: Members) => Members) =>
  memberDense(widthOf(part, 'kernel'), { useBias: 'bias' in part, name });

export const stackedDense = (given: Given): Program => {
  const network = denseOf(given.inputs, 'layer')(membersOf(given));
  return (at) => run(network, { layer: variablesIn(at, 'kernel', 'bias') }, tensorIn(at, 'x'));
};

/** The mean of the outputs of two layers, or of probabilities. */
export const ensembles = (given: Given): Program => {
  const { config, inputs } = given;
  if ('logits' in inputs) {
    const network = averageMembers()(membersOf(given, 'logits'));
    return (at) => run(network, {}, softmax(tensorIn(at, 'logits')));
  }
  const network = pipe(
    membersOf(given),
    denseOf(recordAt(inputs, 'hidden'), 'hidden'),
    activationOf(config),
    denseOf(recordAt(inputs, 'output'), 'output'),
    averageMembers(),
  );
  return (at) => run(network, variablesIn(at, 'hidden', 'output'), tensorIn(at, 'x'));
};

const batchOf = (part: GoldenRecord, name: string): ((network: Members) => Members) =>
  batchEnsemble(widthOf(part, 'kernel'), { useBias: 'bias' in part, name });

/** One layer; or several, each with an activation after it, and heads of the members. */
export const batchEnsembles = (given: Given): Program => {
  const { config, inputs } = given;
  if (!('layers' in inputs)) {
    const network = batchOf(inputs, 'layer')(membersOf(given));
    const names = ['r', 'kernel', 's', 'bias'];
    return (at) => run(network, { layer: variablesIn(at, ...names) }, tensorIn(at, 'x'));
  }
  const hidden = recordsAt(inputs, 'layers').reduce<Members>(
    (network, part, i) => pipe(network, batchOf(part, `layer${i}`), activationOf(config)),
    membersOf(given),
  );
  const network = denseOf(recordAt(inputs, 'heads'), 'heads')(hidden);
  return (at) => {
    const layers = (at.layers as readonly Inputs[]).map((part, i) => [`layer${i}`, part] as const);
    const params = { ...Object.fromEntries(layers), ...variablesIn(at, 'heads') };
    return run(network, params, tensorIn(at, 'x'));
  };
};

export const memberScales = (given: Given): Program => {
  const network = memberScale({ name: 'layer' })(membersOf(given));
  return (at) => run(network, { layer: variablesIn(at, 'r') }, tensorIn(at, 'x'));
};
