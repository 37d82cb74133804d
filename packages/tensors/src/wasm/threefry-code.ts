import { PARITY, ROTATIONS } from '../random/threefry.ts';
import { type Code, get, type Local, seq, set } from './assembler.ts';

/** Operations on words: one, or four at once. */
export interface Words {
  readonly add: (a: Code, b: Code) => Code;
  readonly xor: (a: Code, b: Code) => Code;
  /** To the left. */
  readonly rotate: (x: Code, bits: number) => Code;
  readonly const: (value: number) => Code;
}

/** Sets a and b, which hold the counter, to the words of Threefry-2x32; the third word of the key is computed here. */
export const threefryCode = (
  { add, xor, rotate, const: constant }: Words,
  [a, b]: readonly [Local, Local],
  keys: readonly [Local, Local, Local],
  rounds: number,
): Code => {
  const [k0, k1, k2] = keys;
  const addTo = (word: Local, ...terms: readonly Code[]): Code =>
    set(
      word,
      terms.reduce((sum, term) => add(sum, term), get(word)),
    );
  const mix = (round: number): Code =>
    seq(addTo(a, get(b)), set(b, xor(rotate(get(b), ROTATIONS[round & 7]!), get(a))));
  const inject = (injection: number): Code =>
    seq(
      addTo(a, get(keys[injection % 3]!)),
      addTo(b, get(keys[(injection + 1) % 3]!), constant(injection)),
    );
  return seq(
    set(k2, xor(constant(PARITY), xor(get(k0), get(k1)))),
    addTo(a, get(k0)),
    addTo(b, get(k1)),
    ...Array.from({ length: rounds }, (_, round) =>
      (round & 3) === 3 ? seq(mix(round), inject((round >> 2) + 1)) : mix(round),
    ),
  );
};
