// The networks of the benchmarks in TensorFlow.js.
import * as tf from '@tensorflow/tfjs';
import { batchesOf } from './work.mjs';

export const tensorOf = ({ shape, data }) =>
  tf.tensor(data, shape, data instanceof Int32Array ? 'int32' : 'float32');

export const paramsOf = ({ sizes, rich }, data) =>
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

const lenet = ([first, second, ...dense], x) => {
  const convolve = (value, { w, b }, padding) =>
    tf.maxPool(tf.relu(tf.add(tf.conv2d(value, w, 1, padding), b)), 2, 2, 'valid');
  const images = convolve(convolve(tf.reshape(x, [-1, 28, 28, 1]), first, 'same'), second, 'valid');
  return forward(dense, tf.reshape(images, [images.shape[0], -1]), { rich: false });
};

export const forward = (params, x, { rich, dropoutRate }) =>
  params.reduce((value, { w, b, gamma, beta }, i) => {
    const sums = tf.add(tf.matMul(value, w), b);
    if (i === params.length - 1) return sums;
    if (!rich) return tf.relu(sums);
    const activated = tf.elu(normalized(sums, gamma, beta));
    return dropoutRate === 0 ? activated : tf.dropout(activated, dropoutRate);
  }, x);

export const oneHot = (labels, classes) =>
  tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32'));

/** The parameters, and an update of them by Adam that gives the loss. */
export const trainerOf = (work, data) => {
  const params = paramsOf(work, data);
  const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  return {
    params,
    update: (x, y) =>
      optimizer.minimize(() => {
        const run = work.kind === 'lenet' ? lenet : forward;
        return tf.losses.softmaxCrossEntropy(y, run(params, x, work));
      }, true),
  };
};

export const batchTensorsOf = (work, data) =>
  batchesOf(work, data).map(({ x, y }) => ({
    x: tf.tensor(x.slice(), [work.batch, work.sizes[0]]),
    y: oneHot(y.slice(), work.sizes.at(-1)),
  }));
