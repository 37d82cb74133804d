import { flow, pipe } from '@puregrad/tensors';
import { describe, expectTypeOf, it } from 'vitest';
import { relu } from '../activations.ts';
import { batchNorm } from '../batch-norm.ts';
import { flatten, reshapeTo } from '../combinators/reshape-to.ts';
import { residual } from '../combinators/residual.ts';
import { dense } from '../dense.ts';
import { input, type Network } from '../network.ts';
import { channelDropout } from './channel-dropout.ts';
import { conv2d } from './conv2d.ts';
import { groupNorm } from './group-norm.ts';
import { averagePool2d, globalAveragePool, maxPool2d } from './pools.ts';

describe('layers of images', () => {
  it('know the number of channels', () => {
    const image = pipe(input([28, 28, 1]), conv2d(6, { window: 5 }), maxPool2d({ window: 2 }));
    expectTypeOf(image).toEqualTypeOf<
      Network<readonly [28, 28, 1], readonly [number, number, 6]>
    >();
    expectTypeOf(pipe(image, globalAveragePool())).toEqualTypeOf<
      Network<readonly [28, 28, 1], 6>
    >();
    expectTypeOf(pipe(image, flatten(), dense(10))).toEqualTypeOf<
      Network<readonly [28, 28, 1], 10>
    >();
  });

  it('work in a flow', () => {
    const stages = flow(
      conv2d(8, { window: 3, padding: 'same' }),
      batchNorm(),
      relu(),
      groupNorm(2),
      channelDropout(0.1),
      averagePool2d({ window: 2 }),
    );
    expectTypeOf(pipe(input([8, 8, 3]), stages).output).toEqualTypeOf<
      readonly [number, number, 8]
    >();
  });

  it('take images only', () => {
    // @ts-expect-error pixels in a row
    pipe(input(784), conv2d(6, { window: 5 }));
    // @ts-expect-error no channels
    pipe(input([28, 28]), conv2d(6, { window: 5 }));
    // @ts-expect-error a vector
    pipe(input(784), maxPool2d({ window: 2 }));
    // @ts-expect-error an image must be flattened first
    pipe(input([28, 28, 1]), conv2d(6, { window: 5 }), dense(10));
    // @ts-expect-error a vector
    pipe(input([28, 28, 1]), globalAveragePool(), globalAveragePool());
    pipe(input(784), reshapeTo([28, 28, 1]), conv2d(6, { window: 5 }));
  });

  it('need a window', () => {
    // @ts-expect-error the window is missing
    conv2d(6, { padding: 'same' });
    // @ts-expect-error so is this one
    maxPool2d({});
  });

  it('within a residual block keep the number of channels', () => {
    const body = flow(conv2d(8, { window: 3, padding: 'same' }), relu());
    const image = pipe(input([9, 9, 3]), conv2d(8, { window: 2 }), residual(body));
    expectTypeOf(image.output).toEqualTypeOf<readonly [number, number, 8]>();
  });
});
