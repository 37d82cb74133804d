// puregrad: `node puregrad.mjs THREADS [deterministic]`, or `node puregrad.mjs reference`.
import { apply } from '@puregrad/layers';
import { compile, key, matmul, referenceEngine, take, tensor, wasmEngine } from '@puregrad/tensors';
import { serve } from './protocol.mjs';
import {
  batchTensorsOf,
  labelsOf,
  networkOf,
  optimizer,
  tensorOf,
  trainingStep,
  variablesOf,
} from './puregrad-net.mjs';
import { accuracyOf, digest, pixels, trainUntil } from './work.mjs';

const [choice, flag] = process.argv.slice(2);
const engine =
  choice === 'reference'
    ? referenceEngine()
    : wasmEngine({ threads: Number(choice), deterministic: flag === 'deterministic' });

const works = {
  matmul: ({ transpose }, { a, b }) => {
    const options = { transposeA: transpose === 'AtB', transposeB: transpose === 'ABt' };
    const product = compile((x, y) => matmul(x, y, options), { engine });
    const [x, y] = [tensorOf(a), tensorOf(b)];
    return { check: () => digest(product(x, y).data), run: () => void product(x, y) };
  },

  step: (work, data) => {
    const network = networkOf(work);
    const { params, layers } = variablesOf(network, data);
    const batches = batchTensorsOf(work, data);
    const step = compile(trainingStep(network), { engine, donate: [0] });
    let state = { state: optimizer.init(params), layers, key: key(1) };
    let t = 0;
    const run = () => {
      const { x, y } = batches[t++ % batches.length];
      const [next, loss] = step(state, x, y);
      state = next;
      return loss.item();
    };
    return { check: () => [run(), run(), run()], run };
  },

  inference: ({ batch, sizes, ...work }, data) => {
    const network = networkOf({ sizes, ...work });
    const { params, layers } = variablesOf(network, data);
    const run = apply(network);
    const infer = compile((p, l, x) => run(p, l, x)[0], { engine });
    const x = tensor(data.x.data.slice(0, batch * sizes[0]), { shape: [batch, sizes[0]] });
    return {
      check: () => digest(infer(params, layers, x).data),
      run: () => infer(params, layers, x).data,
    };
  },

  update: (_, { params, grads }) => {
    const update = compile((state, g) => optimizer.update(state, g)[0], { engine, donate: [0] });
    const g = tensorOf(grads);
    let state = optimizer.init(tensorOf(params));
    const run = () => {
      state = update(state, g);
    };
    return {
      check: () => {
        for (let i = 0; i < 3; i++) run();
        return digest(state.params.data.slice());
      },
      run,
    };
  },

  mnist: (work, data) => {
    const network = networkOf(work);
    const { params, layers } = variablesOf(network, data);
    const [images, labels] = [tensorOf(pixels(data.images)), labelsOf(data.labels.data)];
    const testImages = tensorOf(pixels(data.testImages));
    return {
      train: ({ limitSeconds }) => {
        const one = trainingStep(network);
        const step = compile((state, x, y, rows) => one(state, take(x, rows), take(y, rows)), {
          engine,
          donate: [0],
        });
        const run = apply(network);
        const infer = compile((p, l, x) => run(p, l, x)[0], { engine });
        let state = { state: optimizer.init(params), layers, key: key(1) };
        return trainUntil(work, data.order, {
          step: (rows) => {
            const [next, loss] = step(state, images, labels, tensor(rows));
            state = next;
            return loss.item();
          },
          accuracy: () =>
            accuracyOf(
              infer(state.state.params, state.layers, testImages).data,
              data.testLabels.data,
            ),
          limitSeconds,
        });
      },
    };
  },
};

works.lenet = works.step;

serve(async (work, data) => {
  await engine.ready?.();
  return works[work.kind](work, data);
});
