import { above1, below1, type Range, testRanges, tiny } from '@puregrad/tensors/testing/ranges';
import { alphaDropout } from './alpha-dropout.ts';
import { batchNorm } from './batch-norm.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { gaussianDropout } from './gaussian-dropout.ts';
import { varianceScaling } from './initializers.ts';
import { layerNorm } from './layer-norm.ts';
import { rrelu } from './learned-activations.ts';
import { input } from './network.ts';
import { orthogonal } from './orthogonal.ts';

const width = { allowed: [1, 2 ** 31 - 1], refused: [0, -1, 1.5, 2 ** 31, Infinity, Number.NaN] };

const ranges: readonly Range[] = [
  ...Object.entries({ batchNorm, layerNorm }).map(
    ([name, make]): Range => ({
      message: `${name}: epsilon must lie in [0, ∞]`,
      make: (epsilon) => make({ epsilon }),
      allowed: [0, Number.MAX_VALUE],
      refused: [-tiny, -Infinity, Number.NaN],
    }),
  ),
  {
    message: 'batchNorm: decay must lie in [0, 1]',
    make: (decay) => batchNorm({ decay }),
    allowed: [0, 1],
    refused: [-tiny, above1, Number.NaN],
  },
  {
    message: 'rrelu: lower',
    make: (lower) => rrelu({ lower, upper: 1 }),
    allowed: [-1, below1, 1],
    refused: [above1, Number.NaN],
  },
  {
    message: 'rrelu: lower',
    make: (upper) => rrelu({ lower: 0, upper }),
    allowed: [0, 1],
    refused: [-tiny, Number.NaN],
  },
  ...Object.entries({ dropout, gaussianDropout, alphaDropout }).map(
    ([name, make]): Range => ({
      message: `${name}: rate must lie in [0, 1)`,
      make,
      allowed: [0, below1],
      refused: [-tiny, 1, Number.NaN],
    }),
  ),
  {
    message: 'varianceScaling: scale must lie in (0, ∞)',
    make: (scale) => varianceScaling({ scale }),
    allowed: [tiny, Number.MAX_VALUE],
    refused: [0, -1, Infinity, Number.NaN],
  },
  {
    message: 'orthogonal: gain must lie in (0, ∞)',
    make: (gain) => orthogonal({ gain }),
    allowed: [tiny, Number.MAX_VALUE],
    refused: [0, -1, Infinity, Number.NaN],
  },
  { message: 'input: a width is an integer', make: input, ...width },
  { message: 'dense: a width is an integer', make: (units) => dense(units)(input(1)), ...width },
];

testRanges(ranges);
