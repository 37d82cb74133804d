import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Parts } from '../decoding.ts';
import type { Variables } from '../layer.ts';
import type { Network } from '../network.ts';
import type { Flow } from '../shape.ts';

/** The outputs of parts by their names, and their states. */
export const collected = (
  ran: readonly (readonly [name: string, made: readonly [output: Flow, state: Variables]])[],
): readonly [Flow, Variables] => [
  Object.fromEntries(ran.map(([name, [output]]) => [name, output])),
  Object.fromEntries(ran.map(([name, [, state]]) => [name, state])),
];

/** One part of what flows. */
export const partOf = (x: Flow, name: string): Flow =>
  (x as { readonly [part: string]: Flow })[name]!;

/** The networks of a description as the bodies of a combinator. */
export const bodiesOf = (parts: Parts): { readonly [name: string]: () => Network<never, never> } =>
  Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, () => part as Network<never, never>]),
  );

/** @throws ArgumentError if a body is not a function. */
export const requireBodies = (
  operation: string,
  bodies: { readonly [name: string]: unknown },
): void => {
  for (const [name, body] of Object.entries(bodies))
    checkOptions(operation, { [name]: body }, { [name]: 'function' });
};
