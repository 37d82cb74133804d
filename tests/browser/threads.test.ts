import { expect, it } from 'vitest';
import { compile, full, matmul, type Tensor } from '../../packages/tensors/src/index.ts';
import { engineWith } from '../../packages/tensors/src/testing/engine-with.ts';

it('an engine whose worker has been terminated does not hang, and goes on with one thread', async () => {
  const { engine, workers } = engineWith(2, { patienceMs: 200 });
  expect(await engine.ready()).toBe(2);
  const product = compile((x: Tensor) => matmul(x, x), { engine });
  const ones = full([64, 64], 1);
  expect(product(ones).data[0]).toBe(64);
  workers[0]!.terminate();
  // Chromium lets a worker go on for two seconds.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(() => product(ones)).toThrow(
    'the WebAssembly engine lost a worker thread: it did not answer',
  );
  expect(product(ones).data[0]).toBe(64);
});
