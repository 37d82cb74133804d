import {
  apply,
  type Body,
  concat,
  dense,
  embedding,
  flatten,
  input,
  type Network,
  parallel,
  parametricActivation,
  scale,
  type Variables,
  weightNorm,
} from '@puregrad/layers';
import { flow, pipe, reshape, type Tensor } from '@puregrad/tensors';
import { identity } from 'fp-ts/lib/function.js';
import { arrayAt, numberAt, numbersAt, recordAt, stringAt } from '../../read.ts';
import { type Given, type Inputs, type Program, tensorIn, variablesIn, widthOf } from './block.ts';

/** Tables of indices of any shape; or several tables beside numbers, before a dense layer. */
export const embeddings = ({ config, inputs }: Given): Program => {
  if ('tables' in inputs) return embeddingsBesideNumbers({ config, inputs });
  const width = numberAt(config, 'width');
  const { shape } = arrayAt(inputs, 'indices');
  const columns = shape.slice(1).reduce((product, length) => product * length, 1);
  const network = pipe(input(columns), embedding(numberAt(config, 'vocabulary'), width));
  return (at, whole) => {
    const indices = reshape(tensorIn(whole, 'indices'), [shape[0]!, columns]);
    const [y] = apply(network)({ embedding1: variablesIn(at, 'table') }, {}, indices);
    return reshape(y, [...shape, width]);
  };
};

const embeddingsBesideNumbers = ({ config, inputs }: Omit<Given, 'dtype'>): Program => {
  const names = Object.keys(recordAt(inputs, 'tables'));
  const [vocabularies, widths] = [numbersAt(config, 'vocabularies'), numbersAt(config, 'widths')];
  /** What is of a table has another name than the numbers, whatever it is called. */
  const each = <A>(of: (name: string, i: number) => A): { readonly [part: string]: A } =>
    Object.fromEntries(names.map((name, i) => [`table ${name}`, of(name, i)]));
  type Widths = { readonly [part: string]: number };
  const widthsOf: Widths = { ...each(() => 1), numbers: numberAt(config, 'numbers') };
  const bodies: { readonly [part: string]: Body<number, number> } = {
    ...each((_, i) => flow(embedding(vocabularies[i]!, widths[i]!), flatten())),
    numbers: identity,
  };
  const network = pipe(
    input(widthsOf),
    parallel<Widths, Widths>(bodies),
    concat(),
    dense(widthOf(inputs, 'kernel'), { useBias: 'bias' in inputs, name: 'output' }),
  );
  return (at, whole) => {
    const tables = at.tables as Inputs;
    const indices = whole.indices as Inputs;
    const params = {
      parallel1: each((name) => ({ embedding1: { table: tensorIn(tables, name) } })),
      output: variablesIn(at, 'kernel', 'bias'),
    } as Variables;
    const x = {
      ...each((name) => reshape(tensorIn(indices, name), [-1, 1])),
      numbers: tensorIn(at, 'numbers'),
    };
    return apply(network)(params, {}, x)[0];
  };
};

/** A dense layer whose kernel has a length and a direction. */
export const weightNormalized = ({ inputs }: Given): Program => {
  const layer = dense(widthOf(inputs, 'direction'), { useBias: 'bias' in inputs });
  const network = pipe(input(widthOf(inputs, 'x')), weightNorm(layer));
  return (at) => {
    const params = {
      gain: { dense1: variablesIn(at, 'gain') },
      body: { dense1: { kernel: tensorIn(at, 'direction'), ...variablesIn(at, 'bias') } },
    };
    return apply(network)({ weightNorm1: params }, {}, tensorIn(at, 'x'))[0];
  };
};

/** A layer that keeps the shape, with its parameters beside x. */
const alone =
  (inputs: Given['inputs'], name: string, stage: (network: Network<never, number>) => Network) =>
  (at: Inputs): Tensor => {
    const network = stage(input(widthOf(inputs, 'x')) as unknown as Network<never, number>);
    const { x, ...layer } = at;
    return apply(network)({ [name]: layer as Variables }, {}, x as Tensor)[0] as Tensor;
  };

export const scaled = ({ inputs }: Given): Program => alone(inputs, 'scale1', scale());

export const parametric = ({ config, inputs }: Given): Program =>
  alone(
    inputs,
    'parametricActivation1',
    parametricActivation(stringAt(config, 'activation') as 'relu'),
  );
