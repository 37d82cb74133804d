import { describe, expect, it } from 'vitest';
import { checkOptions } from './arguments.ts';
import { ArgumentError } from './errors.ts';
import { tensor } from './index.ts';

describe('checkOptions', () => {
  const check = (options: unknown) =>
    checkOptions(
      'train',
      options as { readonly rate: number; readonly mode?: 'min' | 'max'; readonly axes?: unknown },
      { rate: 'number', mode: "'min'|'max'?", axes: 'number[]|tensor?' },
    );

  it('gives options back as they are, frozen ones and those without a prototype too', () => {
    const options = Object.freeze({ rate: 1, mode: 'min' });
    expect(check(options)).toBe(options);
    expect(check({ rate: 1, mode: undefined, axes: tensor([1]) }).rate).toBe(1);
    expect(check(Object.assign(Object.create(null), { rate: 1, axes: [1, 2] })).rate).toBe(1);
  });

  it.each([
    [{ rate: 1, mod: 'min' }, "train: there is no option 'mod', only rate, mode, axes"],
    [null, 'train: options are an object, not null'],
    [tensor([1]), 'train: options are an object, not a tensor'],
    [{}, 'train: rate must be a number, got undefined'],
    [{ rate: '1' }, "train: rate must be a number, got '1'"],
    [{ rate: Number.NaN }, 'train: rate must be a number, got NaN'],
    [{ rate: new Float32Array(1) }, 'train: rate must be a number, got a typed array'],
    [
      { rate: 1, axes: [1, Number.NaN] },
      'train: axes must be an array of numbers or a tensor, got an array with NaN',
    ],
    [{ rate: 1n }, 'train: rate must be a number, got 1'],
    [{ rate: Symbol('s') }, 'train: rate must be a number, got Symbol(s)'],
    [{ rate: Object.create(null) }, 'train: rate must be a number, got an object'],
    [{ rate: 1, mode: 'mean' }, "train: mode must be 'min' or 'max', got 'mean'"],
    [
      { rate: 1, axes: new Array(1) },
      'train: axes must be an array of numbers or a tensor, got an array with undefined',
    ],
  ])('refuses %o by name', (options, message) => {
    expect(() => check(options)).toThrow(ArgumentError);
    expect(() => check(options)).toThrow(message);
  });
});
