import {
  addParts,
  apply,
  concat,
  each,
  fork,
  input,
  iterate,
  layer,
  type Network,
  noVariables,
  parallel,
  type Shape,
  tied,
} from '@puregrad/layers';
import { flow, pipe, square, sub } from '@puregrad/tensors';
import {
  activationOf,
  denseOf,
  type Given,
  type Program,
  tensorIn,
  variablesIn,
  widthOf,
} from './block.ts';

/** A linear branch and a deep one, each of an input of its own. */
export const wideAndDeep = ({ config, inputs }: Given): Program => {
  const network = pipe(
    input({ wide: widthOf(inputs, 'wideX'), deep: widthOf(inputs, 'deepX') }),
    parallel({
      wide: denseOf(inputs, 'wide'),
      deep: flow(denseOf(inputs, 'hidden'), activationOf(config), denseOf(inputs, 'output')),
    }),
    addParts(),
  );
  return (at) =>
    apply(network)(
      { parallel1: { wide: variablesIn(at, 'wide'), deep: variablesIn(at, 'hidden', 'output') } },
      {},
      { wide: tensorIn(at, 'wideX'), deep: tensorIn(at, 'deepX') },
    )[0];
};

/** Two branches side by side, of one input or of one each; a dense layer after them, if there is one. */
export const concatenated = ({ config, inputs }: Given): Program => {
  const left = flow(denseOf(inputs, 'left'), activationOf(config, 'leftActivation'));
  const right = flow(denseOf(inputs, 'right'), activationOf(config, 'rightActivation'));
  const output = 'output' in inputs ? denseOf(inputs, 'output') : undefined;
  const ended = <In extends Shape>(network: Network<In, number>): Network<In, number> =>
    output === undefined ? network : output(network);
  if ('x' in inputs) {
    const network = pipe(input(widthOf(inputs, 'x')), fork({ left, right }), concat(), ended);
    return (at) => {
      const branches = { left: variablesIn(at, 'left'), right: variablesIn(at, 'right') };
      const params = { fork1: branches, ...variablesIn(at, 'output') };
      return apply(network)(params, {}, tensorIn(at, 'x'))[0];
    };
  }
  const network = pipe(
    input({ left: widthOf(inputs, 'leftX'), right: widthOf(inputs, 'rightX') }),
    parallel({ left, right }),
    concat(),
    ended,
  );
  return (at) => {
    const branches = { left: variablesIn(at, 'left'), right: variablesIn(at, 'right') };
    const x = { left: tensorIn(at, 'leftX'), right: tensorIn(at, 'rightX') };
    return apply(network)({ parallel1: branches, ...variablesIn(at, 'output') }, {}, x)[0];
  };
};

const squaredDifference = layer((shape: { readonly left: number; readonly right: number }) => ({
  kind: 'squaredDifference',
  output: shape.left,
  config: {},
  init: () => noVariables,
  apply: ({ state }, { left, right }) => [square(sub(left, right)), state],
}));

/** One network on two inputs, twice in a row, or forth and back. */
export const shared = ({ config, inputs }: Given): Program => {
  if ('twin' in inputs) {
    const network = pipe(
      input({ left: widthOf(inputs, 'leftX'), right: widthOf(inputs, 'rightX') }),
      each(flow(denseOf(inputs, 'twin'), activationOf(config))),
      squaredDifference,
      denseOf(inputs, 'output'),
    );
    return (at) =>
      apply(network)(
        { each1: { body: variablesIn(at, 'twin') }, ...variablesIn(at, 'output') },
        {},
        { left: tensorIn(at, 'leftX'), right: tensorIn(at, 'rightX') },
      )[0];
  }
  const begun = input(widthOf(inputs, 'x'));
  if ('layer' in inputs) {
    const network = pipe(begun, iterate(2, flow(denseOf(inputs, 'layer'), activationOf(config))));
    return (at) =>
      apply(network)({ iterate1: { body: variablesIn(at, 'layer') } }, {}, tensorIn(at, 'x'))[0];
  }
  const network = pipe(begun, tied(widthOf(inputs, 'kernel'), activationOf(config)));
  return (at) => {
    const params = { tied1: variablesIn(at, 'kernel', 'codeBias', 'outputBias') };
    return apply(network)(params, {}, tensorIn(at, 'x'))[0];
  };
};
