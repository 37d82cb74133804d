import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArena } from './arena.ts';
import { createHeap } from './heap.ts';

describe('an arena', () => {
  it('gives regions that do not overlap, and takes them back', () => {
    const size = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(fc.array(fc.tuple(size, fc.nat(9)), { maxLength: 40 }), (plan) => {
        const arena = createArena(256);
        const held: { address: number; bytes: number }[] = [];
        for (const [bytes, drop] of plan) {
          const address = arena.allocate(bytes);
          expect(address % 64).toBe(0);
          for (const other of held)
            expect(address + bytes <= other.address || other.address + other.bytes <= address).toBe(
              true,
            );
          held.push({ address, bytes });
          if (drop < 4) {
            const [gone] = held.splice(drop % held.length, 1);
            arena.release(gone!.address, gone!.bytes);
          }
        }
        const end = arena.end();
        for (const { address, bytes } of held) arena.release(address, bytes);
        // All is one region again.
        if (end > 256) expect(arena.allocate(end - 256)).toBe(256);
        expect(arena.end()).toBe(end);
      }),
    );
  });
});

describe('a heap', () => {
  it('grows, and says what it holds when it cannot', () => {
    const heap = createHeap();
    const address = heap.allocate(1_000_000);
    expect(heap.view('float32', address, 250_000).length).toBe(250_000);
    expect(() => heap.allocate(2 ** 33)).toThrow(/holds \d+ MiB and cannot have 8192 more/);
    expect(heap.view('float32', heap.allocate(400), 100).length).toBe(100);
  });
});
