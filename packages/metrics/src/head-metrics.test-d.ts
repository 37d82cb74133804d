import type { Tensor } from '@puregrad/tensors';
import { expectTypeOf, it } from 'vitest';
import { accuracy } from './accuracy.ts';
import { type HeadMetric, headMetrics } from './head-metrics.ts';
import { mae } from './regression.ts';

declare const t: Tensor;

it('metrics of heads take records with their head', () => {
  const metrics = headMetrics({ kind: { accuracy }, age: { mae, first: (p) => p } });
  expectTypeOf(metrics).toEqualTypeOf<{
    readonly 'kind.accuracy': HeadMetric<{ readonly kind: Tensor }>;
    readonly 'age.mae': HeadMetric<{ readonly age: Tensor }>;
    readonly 'age.first': HeadMetric<{ readonly age: Tensor }>;
  }>();
  type Heads = { readonly kind: Tensor; readonly age: Tensor };
  expectTypeOf(metrics).toExtend<{
    readonly [name: string]: (outputs: Heads, targets: Heads) => Tensor;
  }>();
  // @ts-expect-error there is no metric called size.mae
  metrics['size.mae'];
  // @ts-expect-error the head is missing
  metrics['age.mae']({ kind: t }, { age: t });
});

it('heads may have heads', () => {
  const nested = headMetrics({ person: headMetrics({ age: { mae } }) });
  expectTypeOf(nested['person.age.mae'])
    .parameter(0)
    .toEqualTypeOf<{ readonly person: { readonly age: Tensor } }>();
});

it('a metric is a function', () => {
  // @ts-expect-error a name is not a metric
  headMetrics({ kind: { accuracy: 'accuracy' } });
});
