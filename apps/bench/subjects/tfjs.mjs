// TensorFlow.js: `node tfjs.mjs wasm` or `node tfjs.mjs cpu`.
import tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { serve } from './protocol.mjs';
import { batchTensorsOf, forward, oneHot, paramsOf, tensorOf, trainerOf } from './tfjs-net.mjs';
import { accuracyOf, digest, pixels, trainUntil } from './work.mjs';

await tf.setBackend(process.argv[2]);
await tf.ready();

const trainer = (work, data) => {
  const { params, update } = trainerOf(work, data);
  return {
    params,
    step: (x, y) => {
      const loss = update(x, y);
      const [value] = loss.dataSync();
      loss.dispose();
      return value;
    },
  };
};

const works = {
  matmul: ({ transpose }, { a, b }) => {
    const [x, y] = [tensorOf(a), tensorOf(b)];
    const product = () => tf.matMul(x, y, transpose === 'AtB', transpose === 'ABt');
    return { check: () => digest(product().dataSync()), run: () => product().dispose() };
  },

  step: (work, data) => {
    const { step } = trainer(work, data);
    const batches = batchTensorsOf(work, data);
    let t = 0;
    const run = () => {
      const { x, y } = batches[t++ % batches.length];
      return step(x, y);
    };
    return { check: () => [run(), run(), run()], run };
  },

  inference: (work, data) => {
    const params = paramsOf(work, data);
    const x = tf.tensor(data.x.data.slice(0, work.batch * work.sizes[0]), [
      work.batch,
      work.sizes[0],
    ]);
    const run = () => tf.tidy(() => forward(params, x, work).dataSync());
    return { check: () => digest(run()), run };
  },

  update: (_, { params, grads }) => {
    const variable = tf.variable(tensorOf(params));
    const gradient = { [variable.name]: tensorOf(grads) };
    const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
    const run = () => optimizer.applyGradients(gradient);
    return {
      check: () => {
        for (let i = 0; i < 3; i++) run();
        return digest(variable.dataSync());
      },
      run,
    };
  },

  mnist: (work, data) => {
    const images = tensorOf(pixels(data.images));
    const labels = oneHot(Int32Array.from(data.labels.data), work.sizes.at(-1));
    const testImages = tensorOf(pixels(data.testImages));
    return {
      train: ({ limitSeconds }) => {
        const { step, params } = trainer(work, data);
        return trainUntil(work, data.order, {
          step: (rows) =>
            tf.tidy(() => {
              const at = tf.tensor1d(rows, 'int32');
              return step(tf.gather(images, at), tf.gather(labels, at));
            }),
          accuracy: () =>
            accuracyOf(
              tf.tidy(() => forward(params, testImages, work).dataSync()),
              data.testLabels.data,
            ),
          limitSeconds,
        });
      },
    };
  },
};

works.lenet = works.step;

serve(
  (work, data) => {
    tf.disposeVariables();
    return works[work.kind](work, data);
  },
  { unsupported: /not registered for the backend/ },
);
