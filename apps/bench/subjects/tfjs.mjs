// TensorFlow.js: `node tfjs.mjs wasm` or `node tfjs.mjs cpu`.
import tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { accuracyOf, batchesOf, digest, pixels, serve, trainUntil } from './protocol.mjs';

await tf.setBackend(process.argv[2]);
await tf.ready();

const tensorOf = ({ shape, data }) =>
  tf.tensor(data, shape, data instanceof Int32Array ? 'int32' : 'float32');

const paramsOf = ({ sizes, rich }, data) =>
  sizes.slice(1).map((width, i) => ({
    w: tf.variable(tensorOf(data[`w${i + 1}`])),
    b: tf.variable(tensorOf(data[`b${i + 1}`])),
    ...(rich && i < sizes.length - 2
      ? { gamma: tf.variable(tf.ones([width])), beta: tf.variable(tf.zeros([width])) }
      : {}),
  }));

const normalized = (x, gamma, beta) => {
  const { mean, variance } = tf.moments(x, 0);
  return tf.batchNorm(x, mean, variance, beta, gamma, 1e-5);
};

const forward = (params, x, { rich, dropoutRate }) =>
  params.reduce((value, { w, b, gamma, beta }, i) => {
    const sums = tf.add(tf.matMul(value, w), b);
    if (i === params.length - 1) return sums;
    if (!rich) return tf.relu(sums);
    const activated = tf.elu(normalized(sums, gamma, beta));
    return dropoutRate === 0 ? activated : tf.dropout(activated, dropoutRate);
  }, x);

const trainer = (work, data) => {
  const params = paramsOf(work, data);
  const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  return {
    params,
    step: (x, y) => {
      const loss = optimizer.minimize(
        () => tf.losses.softmaxCrossEntropy(y, forward(params, x, work)),
        true,
      );
      const [value] = loss.dataSync();
      loss.dispose();
      return value;
    },
    dispose: () => {
      optimizer.dispose();
      for (const layer of params) tf.dispose(layer);
    },
  };
};

const oneHot = (labels, classes) =>
  tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32'));

const works = {
  matmul: ({ transpose }, { a, b }) => {
    const [x, y] = [tensorOf(a), tensorOf(b)];
    const product = () => tf.matMul(x, y, transpose === 'AtB', transpose === 'ABt');
    return { check: () => digest(product().dataSync()), run: () => product().dispose() };
  },

  step: (work, data) => {
    const { step } = trainer(work, data);
    const batches = batchesOf(work, data).map(({ x, y }) => ({
      x: tf.tensor(x.slice(), [work.batch, work.sizes[0]]),
      y: oneHot(y.slice(), work.sizes.at(-1)),
    }));
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

serve(
  (work, data) => {
    tf.disposeVariables();
    return works[work.kind](work, data);
  },
  { unsupported: /not registered for the backend/ },
);
