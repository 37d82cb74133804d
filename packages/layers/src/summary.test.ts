import { key, leaves, pipe, square, sum, type Tensor, tensor } from '@puregrad/tensors';
import { expect, it } from 'vitest';
import { relu } from './activations.ts';
import { dense } from './dense.ts';
import { input } from './network.ts';
import { penalty } from './penalty.ts';
import { showSummary, summary } from './summary.ts';
import { initialize, tensorAt } from './variables.ts';

const network = pipe(input(784), dense(128), relu(), dense(10));

it('a summary counts parameters by layer', () => {
  expect(summary(network).parameters).toBe(784 * 128 + 128 + 128 * 10 + 10);
  expect(showSummary(summary(network))).toBe(
    [
      'layer   kind   width  parameters',
      'input            784',
      'dense1  dense    128     100,480',
      'relu1   relu     128           0',
      'dense2  dense     10       1,290',
      'total                    101,770',
    ].join('\n'),
  );
});

it('declared penalties are collected into one scalar, kernels only', () => {
  const ridge = (kernel: Tensor) => sum(square(kernel));
  const penalised = pipe(
    input(1),
    dense(1, { kernelRegularizer: ridge, biasInit: () => tensor([5]) }),
    dense(1),
    dense(1, { kernelRegularizer: ridge }),
  );
  const { params } = initialize(penalised, key(1));
  const [first, , third] = Object.keys(params).map((name) =>
    tensorAt(params, `${name}.kernel`).item(),
  );
  expect(penalty(penalised)(params).item()).toBeCloseTo(first! ** 2 + third! ** 2, 6);
});

it('no declared penalty is zero, in the parameters’ dtype', () => {
  const { params } = initialize(network, key(1), { dtype: 'float64' });
  expect(penalty(network)(params).item()).toBe(0);
  expect(penalty(network)(params).dtype).toBe(leaves(params)[0]!.dtype);
});
