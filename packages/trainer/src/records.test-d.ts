import { dense, type Flow, fork, input, parallel } from '@puregrad/layers';
import { headLosses, huber, sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy, headMetrics, mae } from '@puregrad/metrics';
import { sgd } from '@puregrad/optimizers';
import { pipe, type Tensor } from '@puregrad/tensors';
import { expectTypeOf, it } from 'vitest';
import { predictor } from './evaluate.ts';
import { type Fitting, fit } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { train } from './train.ts';

declare const t: Tensor;

const plain = pipe(input(2), dense(3));
const inputs = pipe(input({ a: 2, b: 3 }), parallel({ a: dense(1), b: dense(1) }));
const heads = pipe(input(2), fork({ kind: dense(3), age: dense(1) }));
const optimizer = sgd();
const loss = headLosses({ kind: sparseSoftmaxCrossEntropy, age: huber });
const y = { kind: t, age: t };

it('a plain network takes tensors', () => {
  expectTypeOf(fit({ network: plain, optimizer, train: { x: t, y: t } })).toEqualTypeOf<
    Fitting<2, 3>
  >();
  expectTypeOf<FitOptions['train']['x']>().toEqualTypeOf<Tensor>();
  // @ts-expect-error a plain network takes one tensor
  fit({ network: plain, optimizer, train: { x: { a: t }, y: t } });
});

it('inputs have the parts of the network', () => {
  const own = (o: { readonly a: Tensor; readonly b: Tensor }) => o.a;
  fit({ network: inputs, optimizer, loss: own, train: { x: { a: t, b: t }, y: t } });
  // @ts-expect-error part b is missing
  fit({ network: inputs, optimizer, loss: own, train: { x: { a: t }, y: t } });
  // @ts-expect-error there is no part c
  fit({ network: inputs, optimizer, loss: own, train: { x: { a: t, b: t, c: t }, y: t } });
  expectTypeOf(predictor({ network: inputs }))
    .parameter(1)
    .toEqualTypeOf<Flow<{ a: 2; b: 3 }>>();
});

it('targets have the heads of the network if losses and metrics are written among the options', () => {
  const learn = train({
    network: heads,
    optimizer,
    loss: headLosses({ kind: sparseSoftmaxCrossEntropy, age: { loss: huber, weight: 2 } }),
    metrics: headMetrics({ kind: { accuracy }, age: { mae } }),
  });
  expectTypeOf(learn).parameter(0).toExtend<{ readonly y: typeof y }>();
  // @ts-expect-error targets of the head age are missing
  learn({ x: t, y: { kind: t } });
});

it('losses and metrics are of the heads of the network', () => {
  const metrics = headMetrics({ kind: { accuracy } });
  expectTypeOf(fit({ network: heads, optimizer, loss, metrics, train: { x: t, y } })).toExtend<
    Fitting<2, { readonly kind: 3; readonly age: 1 }>
  >();
  const one = headLosses({ kind: sparseSoftmaxCrossEntropy });
  // @ts-expect-error the head age has no loss
  fit({ network: heads, optimizer, loss: one, train: { x: t, y: { kind: t } } });
  // @ts-expect-error the head age has no loss
  fit({ network: heads, optimizer, loss: one, train: { x: t, y } });
  const three = headLosses({ kind: sparseSoftmaxCrossEntropy, age: huber, size: huber });
  // @ts-expect-error the network has no head called size
  fit({ network: heads, optimizer, loss: three, train: { x: t, y: { ...y, size: t } } });
  const other = headMetrics({ size: { mae } });
  // @ts-expect-error the network has no head called size
  fit({ network: heads, optimizer, loss, metrics: other, train: { x: t, y } });
  // @ts-expect-error targets of the head age are missing
  fit({ network: heads, optimizer, loss, train: { x: t, y: { kind: t } } });
  // @ts-expect-error a loss of one tensor is not one of heads
  fit({ network: heads, optimizer, loss: huber, train: { x: t, y } });
});
