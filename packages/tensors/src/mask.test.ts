import { describe, expect, it } from 'vitest';
import { tensor } from './create.ts';
import { requireChosen } from './mask.ts';

describe('requireChosen', () => {
  const tree = { a: tensor([1]), b: [tensor([2])] };

  it('passes where the mask chooses something, and where there is nothing to choose', () => {
    requireChosen('freeze', (path) => path === 'b[0]', tree);
    requireChosen('freeze', () => false, {});
  });

  it('tells what could have been chosen', () => {
    expect(() => requireChosen('freeze', () => false, tree)).toThrow(
      "freeze: the mask chooses none of the parameters, which are 'a', 'b[0]'",
    );
  });

  it.each([
    [Promise.resolve(false), 'an object'],
    [1, '1'],
    [undefined, 'undefined'],
  ])('refuses a mask that gives %s, also after one that it chose', (given, shown) => {
    const mask = (path: string) => (path === 'a' ? true : (given as unknown as boolean));
    expect(() => requireChosen('freeze', mask, tree)).toThrow(
      `freeze: what the mask gives for 'b[0]' must be a boolean, got ${shown}`,
    );
  });
});
