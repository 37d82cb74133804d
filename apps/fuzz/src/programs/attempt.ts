import {
  compile,
  div,
  type Engine,
  equal,
  read,
  sizeOf,
  sub,
  type Tensor,
  tensor,
  type When,
} from '@puregrad/tensors';
import { differenceOf, type Expected, expectedOf } from './expect.ts';
import { type Form, formOf } from './forms.ts';
import { CALLS, tensorOf } from './generate.ts';
import type { Plan } from './plan.ts';

/** The origin of the arguments of the last call. */
export const origins = ['host', 'resident', 'donated'] as const;
export type Origin = (typeof origins)[number];

/** One case: a program, its form, and the origin of its inputs. */
export interface Case {
  readonly plan: Plan;
  readonly form: Form;
  readonly origin: Origin;
}

export type Verdict =
  | 'right'
  | 'ill-conditioned'
  | { readonly kind: 'wrong' | 'throws'; readonly why: string };

type Program = (...args: Tensor[]) => Promise<readonly Tensor[]>;

const compiled = (
  f: (...args: Tensor[]) => readonly Tensor[],
  engine: Engine<When>,
  donate: readonly number[] = [],
): Program => {
  const run = compile(f, { engine, donate });
  return async (...args) => run(...args);
};

/** x if `one` is 1, and junk if it is 0, in the padding of a buffer behind the last elements. */
const copied = (x: Tensor, one: Tensor): Tensor =>
  x.dtype === 'int32' ? sub(x, equal(one, 0)) : div(x, one);

/** Copies of tensors that are in the engine's memory, because a program computed them, followed by junk. */
const resident = (inputs: readonly Tensor[], engine: Engine<When>): Promise<readonly Tensor[]> => {
  const half = inputs.length;
  return compiled(
    (...args) => args.slice(0, half).map((x, i) => copied(x, args[half + i]!)),
    engine,
  )(
    ...inputs,
    ...inputs.map(({ shape, dtype }) =>
      tensor(
        Array.from({ length: sizeOf(shape) }, () => 1),
        { shape, dtype },
      ),
    ),
  );
};

/**
 * Runs a case on an engine, once for each call, and once more with arguments of the case's origin. Results
 * are read only after the last call, because later calls must not change earlier results.
 */
export const tryCase = async (
  { plan, form, origin }: Case,
  engine: Engine<When>,
): Promise<Verdict> => {
  const expected: (readonly Expected[])[] = [];
  for (let call = 0; call < CALLS; call++) {
    const outputs = expectedOf(plan, form, call);
    if (outputs === undefined) return 'ill-conditioned';
    expected.push(outputs);
  }
  const inputs = (call: number): readonly Tensor[] =>
    plan.inputs.map((input) => tensorOf(input, call, 'float32'));
  const f = formOf(plan, form, 'float32');
  try {
    const run = compiled(f, engine);
    const results = [await run(...inputs(0)), await run(...inputs(1))];
    if (origin !== 'host') {
      const given = await resident(inputs(0), engine);
      const donated = plan.inputs.map((_, id) => id);
      const last = origin === 'donated' ? compiled(f, engine, donated) : run;
      results.push(await last(...given));
      expected.push(expected[0]!);
    }
    for (const [call, result] of results.entries()) {
      const outputs = await Promise.all(result.map((output) => read(output)));
      const difference = differenceOf(outputs, expected[call]!);
      if (difference !== undefined) return { kind: 'wrong', why: `call ${call}: ${difference}` };
    }
    return 'right';
  } catch (error) {
    return { kind: 'throws', why: (error as Error).stack ?? String(error) };
  }
};
