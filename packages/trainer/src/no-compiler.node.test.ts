import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

it('train, fit, predictor and evaluator work where WebAssembly may not be compiled (was: train rejected)', async () => {
  vi.resetModules();
  vi.spyOn(WebAssembly, 'Module').mockImplementation(function forbidden() {
    throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
  });
  const { describe, key, normal, pipe, tensor } = await import('@puregrad/tensors');
  const { dense, input } = await import('@puregrad/layers');
  const { sparseSoftmaxCrossEntropy: loss } = await import('@puregrad/losses');
  const { sgd } = await import('@puregrad/optimizers');
  const { evaluator, fit, predictor, train } = await import('./index.ts');
  expect(describe()).toContain('may not be compiled');
  const data = { x: normal(key(1), [4, 2]), y: tensor([0, 1, 0, 1], { dtype: 'int32' }) };
  const network = pipe(input(2), dense(2));
  const options = { network, optimizer: sgd(), epochs: 1 };
  const trained = await train(options)(data)();
  if (trained._tag === 'Left') throw new Error(trained.left.message);
  const kinds: string[] = [];
  for await (const { kind } of fit({ ...options, train: data })) kinds.push(kind);
  expect(kinds).toContain('epoch');
  expect(predictor({ network })(trained.right, data.x).shape).toEqual([4, 2]);
  const judged = evaluator({ network, loss, metrics: {} })(trained.right, data);
  expect(judged.loss).toBeGreaterThan(0);
  vi.restoreAllMocks();
});
