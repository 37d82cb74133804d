import { compile, key, matmul, normal, type Tensor } from '@puregrad/tensors';
import { measure } from '../measure.ts';
import type { Row } from '../row.ts';

type Shape = readonly [m: number, k: number, n: number, transposed?: 'AᵀB' | 'ABᵀ'];

/** Square ones, and all of a training step of 784-128-10 with batches of 64. */
const shapes: readonly Shape[] = [
  [128, 128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [64, 784, 128],
  [64, 128, 10],
  [128, 64, 10, 'AᵀB'],
  [64, 10, 128, 'ABᵀ'],
  [784, 64, 128, 'AᵀB'],
];

/** Products alone, by two operations for each multiplication. */
export const matmulRows = (): readonly Row[] =>
  shapes.map(([m, k, n, transposed]) => {
    const options = { transposeA: transposed === 'AᵀB', transposeB: transposed === 'ABᵀ' };
    const a = normal(key(1), options.transposeA ? [k, m] : [m, k]);
    const b = normal(key(2), options.transposeB ? [n, k] : [k, n]);
    const product = compile((x: Tensor, y: Tensor) => matmul(x, y, options));
    const timing = measure(() => product(a, b), { warmup: 10, samples: 30 });
    return {
      work: ['matmul', `${m}×${k}×${n}`, ...(transposed ? [transposed] : [])].join(' '),
      timing,
      figures: { 'GF/s': (2 * m * k * n) / timing.median / 1e6 },
    };
  });
