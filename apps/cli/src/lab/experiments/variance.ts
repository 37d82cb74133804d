import {
  applyLayers,
  dense,
  glorotNormal,
  heNormal,
  type Initializer,
  initialize,
  input,
  type Network,
  relu,
  type SameShape,
  tanh,
} from '@puregrad/layers';
import { cast, foldIn, key, normal, sqrt, variance } from '@puregrad/tensors';
import { type Experiment, type Lab, verdictOf } from '../experiment.ts';
import { gaussian } from '../networks.ts';

const DEPTH = 30;
const WIDTH = 256;

interface Setting {
  readonly activation: () => SameShape;
  readonly init: Initializer;
}

const settings: Readonly<Record<string, Setting>> = {
  'ReLU, He': { activation: relu, init: heNormal },
  'ReLU, Xavier': { activation: relu, init: glorotNormal },
  'tanh, Xavier': { activation: tanh, init: glorotNormal },
  'ReLU, N(0, 0.01²)': { activation: relu, init: gaussian(0.01) },
  'ReLU, N(0, 0.2²)': { activation: relu, init: gaussian(0.2) },
};

/** The deviation of each layer's outputs for standard normal inputs, the geometric mean of some draws. */
const deviations = ({ activation, init }: Setting, seed: number, draws: number) => {
  const network = Array.from({ length: DEPTH }).reduce<Network<number, number>>(
    (built) => activation()(dense(WIDTH, { kernelInit: init })(built)),
    input(WIDTH),
  );
  const logs = Array.from({ length: draws }, (_, i) => {
    const own = foldIn(key(seed), i);
    const { params, state } = initialize(network, foldIn(own, 0));
    const x = normal(foldIn(own, 1), [128, WIDTH]);
    const [outputs] = applyLayers(network)(params, state, x);
    return outputs.flatMap(({ output }, layer) =>
      layer % 2 === 1 ? [Math.log(sqrt(variance(cast(output, 'float64'))).item())] : [],
    );
  });
  return logs[0]!.map((_, layer) =>
    Math.exp(logs.reduce((sum, log) => sum + log[layer]!, 0) / draws),
  );
};

const run = async (lab: Lab) => {
  const draws = lab.full ? 50 : 5;
  const names = Object.keys(settings);
  const curves: Record<string, readonly number[]> = {};
  for (const [i, name] of names.entries()) {
    lab.tell(name, i / names.length);
    curves[name] = await lab.part(name, async () => deviations(settings[name]!, lab.seed, draws));
  }
  const change = (name: string): number => curves[name]!.at(-1)! / curves[name]![0]!;
  const perLayer = (name: string): number => change(name) ** (1 / (DEPTH - 1));
  const show = (name: string): string =>
    change(name).toExponential(0).replace('e+0', '').replace('e-0', 'e-');
  return {
    verdict: verdictOf([
      change('ReLU, He') > 1 / 8 && change('ReLU, He') < 8,
      Math.abs(perLayer('ReLU, Xavier') * Math.SQRT2 - 1) < 0.05,
      change('tanh, Xavier') > 1 / DEPTH,
      change('ReLU, N(0, 0.01²)') < 1e-20,
    ]),
    ours: `He × ${change('ReLU, He').toFixed(2)}, Xavier × ${perLayer('ReLU, Xavier').toFixed(3)} a layer`,
    finding: `Through ${DEPTH} layers of ${WIDTH} ReLU units the standard deviation of what layers put out changes, from the first to the last, by a factor of ${change('ReLU, He').toFixed(2)} with He's initialization. With Xavier's it falls to ${show('ReLU, Xavier')}, ${perLayer('ReLU, Xavier').toFixed(3)} a layer where theory says 1/√2 = 0.707; through tanh units, which it was made for, to ${change('tanh, Xavier').toFixed(2)}. One deviation for all layers is right for one width alone: 0.01 dies away to ${show('ReLU, N(0, 0.01²)')}, 0.2 blows up to ${show('ReLU, N(0, 0.2²)')}. Geometric means of ${draws} draws.`,
    figures: { depth: DEPTH, width: WIDTH, draws, deviations: curves },
    chart: {
      kind: 'lines',
      x: 'layer',
      y: 'standard deviation of its outputs',
      logY: true,
      format: '.0e',
      points: names.flatMap((of) => curves[of]!.map((y, i) => ({ x: i + 1, y, of }))),
    },
  } as const;
};

export const varianceThroughDepth: Experiment = {
  name: 'variance',
  title: 'Variance through depth',
  claim:
    'With variance 2/n (He) signals pass ReLU layers unchanged in size; with 1/n (Xavier) each layer divides them by √2; fixed deviations die or explode.',
  source: 'the lecture, part 2; Glorot & Bengio (2010), He et al. (2015)',
  published: 'He × 1, Xavier × 0.707 a layer',
  run,
};
