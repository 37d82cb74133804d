import { pipe } from '@puregrad/tensors';
import { describe, expectTypeOf, it } from 'vitest';
import { relu } from './activations.ts';
import { dense } from './dense.ts';
import { andThen, compose, input, type Network } from './network.ts';

describe('widths in types', () => {
  it('flow through a pipe', () => {
    const network = pipe(input(784), dense(300), relu(), dense(10));
    expectTypeOf(network).toEqualTypeOf<Network<784, 10>>();
    expectTypeOf(network.output).toEqualTypeOf<10>();
  });

  it('are those of the ends of a composition', () => {
    const encoder = pipe(input(784), dense(32));
    const classifier = pipe(input(32), dense(10));
    expectTypeOf(compose(encoder, classifier)).toEqualTypeOf<Network<784, 10>>();
    expectTypeOf(pipe(encoder, andThen(classifier))).toEqualTypeOf<Network<784, 10>>();
  });

  it('must meet: a mismatch does not compile', () => {
    const encoder = pipe(input(784), dense(32));
    const other = pipe(input(64), dense(10));
    // @ts-expect-error Type '64' is not assignable to type '32'
    compose(encoder, other);
    // @ts-expect-error Network<784, 32> is not assignable to Network<784, 64>
    pipe(encoder, andThen(other));
  });

  it('may be any number where they are not literals', () => {
    const units: number = 3;
    expectTypeOf(pipe(input(784), dense(units))).toEqualTypeOf<Network<784, number>>();
  });

  it('leave no room for misspelt options', () => {
    // @ts-expect-error 'kernelinit' does not exist in type 'DenseOptions'
    dense(10, { kernelinit: undefined });
    // @ts-expect-error "rleu" is not an activation
    dense(10, { activation: 'rleu' });
  });
});
