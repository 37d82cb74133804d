import { describe, expectTypeOf, it } from 'vitest';
import { add } from '../ops/arithmetic.ts';
import type { Tensor } from '../tensor.ts';
import { type Compiled, type CompileOptions, compile, type Inspection } from './compile.ts';
import type { Engine, Eventual, Program, When } from './engine.ts';
import { explain } from './explain.ts';

declare const now: Engine;
declare const later: Engine<'later'>;
declare const either: Engine<When>;
declare const maybe: Engine | undefined;
declare const x: Tensor;

const sum = (a: Tensor, b: Tensor): Tensor => add(a, b);

describe('compile in types', () => {
  it('gives values without an engine, and on one whose results come now', () => {
    expectTypeOf(compile(sum)(x, x)).toEqualTypeOf<Tensor>();
    expectTypeOf(compile(sum, {})(x, x)).toEqualTypeOf<Tensor>();
    expectTypeOf(compile(sum, { donate: [0] })(x, x)).toEqualTypeOf<Tensor>();
    expectTypeOf(compile(sum, { engine: now })(x, x)).toEqualTypeOf<Tensor>();
    expectTypeOf(
      compile(sum, maybe === undefined ? {} : { engine: maybe })(x, x),
    ).toEqualTypeOf<Tensor>();
    expectTypeOf(compile(sum).inspect(x, x)).toEqualTypeOf<Inspection>();
    expectTypeOf(explain(compile(sum), x, x)).toEqualTypeOf<string>();
  });

  it('gives promises on an engine whose results come later', () => {
    const f = compile(sum, { engine: later, donate: [0] });
    expectTypeOf(f(x, x)).toEqualTypeOf<Promise<Tensor>>();
    expectTypeOf(f.inspect()).toEqualTypeOf<Promise<Inspection>>();
    expectTypeOf(explain(f)).toEqualTypeOf<Promise<string>>();
  });

  it('gives either on an engine of either kind', () => {
    const f = compile(sum, { engine: either });
    expectTypeOf(f(x, x)).toEqualTypeOf<Tensor | Promise<Tensor>>();
    expectTypeOf(explain(f)).toEqualTypeOf<string | Promise<string>>();
  });

  it('keeps the arguments and the result of generic callers', () => {
    const onEngine = <A extends readonly unknown[], R, W extends When>(
      f: (...args: A) => R,
      engine: Engine<W>,
    ) => compile(f, { engine });
    expectTypeOf(onEngine(sum, later)).toEqualTypeOf<
      Compiled<[a: Tensor, b: Tensor], Tensor, 'later'>
    >();
    expectTypeOf(onEngine(sum, now)(x, x)).toEqualTypeOf<Tensor>();
    const withOptions = <A extends readonly unknown[], R, W extends When = 'now'>(
      f: (...args: A) => R,
      options?: CompileOptions<W>,
    ) => compile(f, options);
    expectTypeOf(withOptions(sum)(x, x)).toEqualTypeOf<Tensor>();
    expectTypeOf(withOptions(sum, { engine: later })(x, x)).toEqualTypeOf<Promise<Tensor>>();
    const plain = <A extends readonly unknown[], R>(f: (...args: A) => R) => compile(f);
    expectTypeOf(plain((tree: { a: Tensor }) => tree)({ a: x })).toEqualTypeOf<{ a: Tensor }>();
  });

  it('takes an engine of one kind for one of either, and not the other way', () => {
    expectTypeOf(now).toExtend<Engine<When>>();
    expectTypeOf(later).toExtend<Engine<When>>();
    expectTypeOf(later).not.toExtend<Engine>();
    expectTypeOf(now).not.toExtend<Engine<'later'>>();
    expectTypeOf(either).not.toExtend<Engine>();
    expectTypeOf<Program<'later'>>().not.toExtend<Program>();
    expectTypeOf<Compiled<[Tensor], Tensor>>().toExtend<Compiled<[Tensor], Tensor, When>>();
    expectTypeOf<Compiled<[Tensor], Tensor, 'later'>>().not.toExtend<Compiled<[Tensor], Tensor>>();
    expectTypeOf<Eventual<When, number>>().toEqualTypeOf<number | Promise<number>>();
  });

  it('refuses a misspelt option, and an engine without a kind', () => {
    // @ts-expect-error Did you mean to write 'donate'?
    compile(sum, { donates: [0] });
    const { results: _, ...kindless } = now;
    // @ts-expect-error Property 'results' is missing
    compile(sum, { engine: kindless });
    // @ts-expect-error Property 'engine' is missing: the default engine gives its results now
    const engineless: CompileOptions<'later'> = { donate: [0] };
    compile(sum, engineless);
  });
});
