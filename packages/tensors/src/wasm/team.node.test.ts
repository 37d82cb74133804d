import { expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { full, matmul, type Tensor } from '../index.ts';
import { engineWith } from '../testing/engine-with.ts';

const square = (x: Tensor): Tensor => matmul(x, x);
const ones = full([64, 64], 1);

// Browsers tell nobody that a worker has been terminated.
it('a team that has lost a worker says so once, and goes on with one thread', async () => {
  const { engine, workers, hasEnded } = engineWith(3);
  await engine.ready();
  const product = compile(square, { engine });
  expect(product(ones).data[0]).toBe(64);
  const ended = hasEnded();
  workers[1]!.terminate();
  await ended;
  expect(() => product(ones)).toThrow(
    'the WebAssembly engine lost a worker thread: it was terminated. What was being computed is gone',
  );
  expect(product(ones).data[0]).toBe(64);
});

// There they end when the page has time for it.
it('a team does not hang when a worker ends during a run', async () => {
  const { engine, workers } = engineWith(2, { patienceMs: 200 });
  await engine.ready();
  const product = compile(square, { engine });
  expect(product(ones).data[0]).toBe(64);
  workers[0]!.terminate();
  // No turn of the event loop, so that nothing tells: the worker just never comes.
  expect(() => {
    for (let i = 0; i < 1e6; i++) product(ones);
  }).toThrow('the WebAssembly engine lost a worker thread: it did not answer');
  expect(product(ones).data[0]).toBe(64);
});
