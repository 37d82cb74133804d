import type { Attributes } from '@puregrad/tensors/interpreters';
import { every, type Known, MARGIN, pick, type Scope } from './scope.ts';

/** Attributes of a primitive, and its inputs. */
export interface Chosen<A> {
  readonly attributes: A;
  readonly inputs: readonly number[];
}

/** Chooses attributes and inputs; undefined if no value in scope fits the primitive. */
export type Chooser<A> = (scope: Scope) => Chosen<A> | undefined;

export type None = Attributes['stopGradient'];
export const NONE: None = {};

export const isFloat = ({ isInt }: Known): boolean => !isInt;
export const sameType = (a: Known) => (b: Known) =>
  a.isInt === b.isInt && a.shape.join() === b.shape.join();

/** An operation of one value, applied only if it is defined and not steep there. */
export const unary =
  (isDefined: (x: number) => boolean = () => true, alsoInts = false): Chooser<None> =>
  (scope) => {
    const x = pick(scope, (value) => (alsoInts || isFloat(value)) && every(value, isDefined));
    return x === undefined ? undefined : { attributes: NONE, inputs: [x] };
  };

/** An operation of one value whose result jumps, or bends, at some numbers. */
export const jumping =
  (distance: (x: number) => number): Chooser<None> =>
  (scope) => {
    const x = pick(
      scope,
      (value) => value.exact || every(value, (element) => distance(element) > MARGIN),
    );
    return x === undefined ? undefined : { attributes: NONE, inputs: [x] };
  };

/** The distance of a number to the nearest integer. */
export const toInteger = (x: number): number => Math.abs(x - Math.round(x));

/** An operation of two values of one type and shape. */
export const pair =
  (qualifies: (a: Known, b: Known) => boolean = () => true, floatsOnly = false): Chooser<None> =>
  (scope) => {
    const a = pick(scope, (value) => !floatsOnly || isFloat(value));
    if (a === undefined) return undefined;
    const first = scope.values[a]!;
    const b = pick(scope, (value) => sameType(first)(value) && qualifies(first, value));
    return b === undefined ? undefined : { attributes: NONE, inputs: [a, b] };
  };

/** The choice of one value that qualifies, with attributes that depend on it. */
export const one = <A>(
  scope: Scope,
  attributesOf: (value: Known) => A | undefined,
  qualifies: (value: Known) => boolean = () => true,
): Chosen<A> | undefined => {
  const x = pick(scope, qualifies);
  const attributes = x === undefined ? undefined : attributesOf(scope.values[x]!);
  return attributes === undefined ? undefined : { attributes, inputs: [x!] };
};
