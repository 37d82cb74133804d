import type { Tensor } from '@puregrad/tensors';
import { expectTypeOf, it } from 'vitest';
import { headLosses } from './head-losses.ts';
import { huber } from './huber.ts';
import { overMembers } from './over-members.ts';
import { sparseSoftmaxCrossEntropy } from './sparse-softmax-cross-entropy.ts';

declare const t: Tensor;

it('losses of heads take records with these heads', () => {
  const loss = headLosses({
    kind: sparseSoftmaxCrossEntropy,
    age: { loss: (p, y) => huber(p, y, { delta: 2 }), weight: 0.5 },
    votes: overMembers((p, y) => huber(p, y)),
  });
  type Heads = { readonly kind: Tensor; readonly age: Tensor; readonly votes: Tensor };
  expectTypeOf(loss).parameter(0).toEqualTypeOf<Heads>();
  expectTypeOf(loss).parameter(1).toEqualTypeOf<Heads>();
  loss({ kind: t, age: t, votes: t }, { kind: t, age: t, votes: t });
  // @ts-expect-error the head age is missing
  loss({ kind: t, votes: t }, { kind: t, age: t, votes: t });
  // @ts-expect-error there is no head called size
  loss({ kind: t, age: t, votes: t, size: t }, { kind: t, age: t, votes: t });
  // @ts-expect-error one tensor is not a record of heads
  loss(t, { kind: t, age: t, votes: t });
});

it('heads may have heads', () => {
  const loss = headLosses({ person: headLosses({ age: huber }), kind: sparseSoftmaxCrossEntropy });
  expectTypeOf(loss)
    .parameter(0)
    .toEqualTypeOf<{ readonly person: { readonly age: Tensor }; readonly kind: Tensor }>();
  // @ts-expect-error the person has no head called size
  loss({ person: { size: t }, kind: t }, { person: { age: t }, kind: t });
});

it('a head has a loss', () => {
  // @ts-expect-error a name is not a loss
  headLosses({ age: 'huber' });
  // @ts-expect-error the loss is missing
  headLosses({ age: { weight: 1 } });
  // @ts-expect-error a weight is a number
  headLosses({ age: { loss: huber, weight: '1' } });
});
