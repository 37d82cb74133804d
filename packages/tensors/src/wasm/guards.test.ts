import { describe, expect, it } from 'vitest';
import { isPoisonOn } from '../compile/poison.ts';
import { checkGuard, guardedBytes, poisonAll, poisonBehind, poisonPadding } from './guards.ts';
import { createHeap } from './heap.ts';

describe('guards of poisoned programs', () => {
  it('are on in every unit test, on pages too', () => {
    expect(isPoisonOn()).toBe(true);
  });

  it.each([0, 4, 12, 16, 20, 64])(
    'behind %i bytes: whole vectors may be written, and nothing further',
    (bytes) => {
      const heap = createHeap();
      const address = heap.allocate(guardedBytes(bytes));
      const region = { address, bytes, purpose: 'the temporary %7' };
      const vectors = Math.ceil(bytes / 16) * 16;
      poisonAll(heap, region);
      heap.words().fill(1, address / 4, (address + vectors) / 4);
      checkGuard(heap, region);
      for (const beyond of [0, 4, 60]) {
        poisonAll(heap, region);
        heap.words()[(address + vectors + beyond) / 4] = 0;
        expect(() => checkGuard(heap, region)).toThrow(
          `wrote past the end of the temporary %7: ${bytes} bytes at address ${address}`,
        );
      }
    },
  );

  it('the junk is no number, and leaves elements that last as they are', () => {
    const heap = createHeap();
    const address = heap.allocate(guardedBytes(20));
    const region = { address, bytes: 20, purpose: 'an input' };
    const elements = (): readonly number[] => [...heap.read('float32', address, 5)];
    poisonAll(heap, region);
    expect(elements().every(Number.isNaN)).toBe(true);
    for (const poison of [poisonBehind, poisonPadding]) {
      heap.words().fill(0, address / 4, address / 4 + 8);
      poison(heap, region);
      expect(elements()).toEqual([0, 0, 0, 0, 0]);
      expect([...heap.read('float32', address + 20, 3)].every(Number.isNaN)).toBe(true);
    }
  });
});
