import {
  addParts,
  apply,
  batchNorm,
  fork,
  initialize,
  input,
  layerNames,
  type Network,
  residual,
  type Variables,
} from '@puregrad/layers';
import { flow, key } from '@puregrad/tensors';
import type { GoldenRecord } from '../../format.ts';
import { numberAt, recordsAt } from '../../read.ts';
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

type Chain = Network<number, number>;

/** Two dense layers with an activation between them; with batch norms, each is normalized and activated first. */
const branchOf =
  (block: GoldenRecord, config: GoldenRecord) =>
  (start: Chain): Chain => {
    const activated = activationOf(config);
    const normalized = (name: string) => (network: Chain) =>
      name in block
        ? batchNorm({ epsilon: numberAt(config, 'epsilon'), movingVariance: 'biased', name })(
            network,
          )
        : network;
    const begun = 'norm1' in block ? activated(normalized('norm1')(start)) : start;
    const middle = normalized('norm2')(denseOf(block, 'first')(begun));
    return denseOf(block, 'second')(activated(middle));
  };

/** One block: what skips the branch is the input itself, or a projection of it. */
const blockOf = (block: GoldenRecord, config: GoldenRecord): ((network: Chain) => Chain) =>
  'projection' in block
    ? flow(fork({ skip: denseOf(block, 'projection'), body: branchOf(block, config) }), addParts())
    : residual(branchOf(block, config));

/** The moving averages of a block that has them. */
const statisticsOf = (block: Inputs): Variables =>
  Object.fromEntries(
    ((block.statistics ?? []) as readonly Inputs[]).map(({ runningMean, runningVariance }, i) => [
      `norm${i + 1}`,
      { mean: runningMean, variance: runningVariance } as Variables,
    ]),
  );

export const residualBlocks = ({ config, inputs, dtype }: Given): Program => {
  const isChain = 'blocks' in inputs;
  const blocks = isChain ? recordsAt(inputs, 'blocks') : [inputs];
  const network = blocks.reduce<Chain>(
    (built, block) => blockOf(block, config)(built),
    input(widthOf(inputs, 'x')),
  );
  const names = layerNames(network).filter((_, i) => network.layers[i]!.kind !== 'addParts');
  const start = initialize(network, key(0), { dtype }).state;
  return (at) => {
    const given = (isChain ? at.blocks : [at]) as readonly Inputs[];
    const named = (of: (block: Inputs) => Variables): Variables =>
      Object.fromEntries(given.map((block, i) => [names[i]!, of(block)]));
    const params = named((block) => ({
      skip: variablesIn(block, 'projection'),
      body: variablesIn(block, 'norm1', 'first', 'norm2', 'second'),
    }));
    const state = given.some((block) => 'statistics' in block)
      ? named((block) => ({ body: statisticsOf(block) }))
      : start;
    const training = config.training === true;
    return apply(network)(params, state, tensorIn(at, 'x'), { training })[0];
  };
};
