// Runs a piece of work for all subjects, in Node and on a page.

const arrays = { F32: Float32Array, I32: Int32Array, U8: Uint8Array };

/** The tensors in the bytes of a safetensors file, `{ name: { shape, data } }`. */
export const tensorsOf = (bytes) => {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  return Object.fromEntries(
    Object.entries(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [start, end],
        },
      ]) => {
        const part = bytes.slice(8 + length + start, 8 + length + end);
        return [name, { shape, data: new arrays[dtype](part.buffer) }];
      },
    ),
  );
};

/** Numbers that say whether two results are the same: mean, root of the mean square, first, last. */
export const digest = (values) => {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const { length } = values;
  return [sum / length, Math.sqrt(squares / length), values[0], values[length - 1]];
};

/** The number of batches in the data of a training step; step t takes batch t mod BATCHES. */
export const BATCHES = 4;

/** Rows `from` to `to` of a matrix. */
export const rowsOf = ({ shape: [, width], data }, from, to) =>
  data.subarray(from * width, to * width);

/** The batches of a training step: `{ x, y }`, rows of floats and classes. */
export const batchesOf = ({ batch }, { x, y }) =>
  Array.from({ length: BATCHES }, (_, i) => ({
    x: rowsOf(x, i * batch, (i + 1) * batch),
    y: y.data.subarray(i * batch, (i + 1) * batch),
  }));

/** Images as floats in [0, 1]. */
export const pixels = ({ shape, data }) => ({
  shape,
  data: Float32Array.from(data, (v) => v / 255),
});

/** The times of single runs, measured for a number of milliseconds. */
export const timesOf = async (run, { milliseconds, most }) => {
  const times = [];
  const end = performance.now() + milliseconds;
  for (let start = performance.now(); times.length < most; ) {
    const pending = run();
    if (pending instanceof Promise) await pending;
    const now = performance.now();
    times.push(now - start);
    if (now > end) break;
    start = performance.now();
  }
  return times;
};

/**
 * Trains on MNIST epoch by epoch until `target` test accuracy is reached or time is up.
 * `step(images, labels)` trains on the rows of a batch; `accuracy()` looks at the test set.
 */
export const trainUntil = async (work, order, { step, accuracy, limitSeconds }) => {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const epochs = order.shape[0];
  let reached = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rows = rowsOf(order, epoch, epoch + 1);
    for (let at = 0; at + work.batch <= rows.length; at += work.batch) {
      await step(rows.subarray(at, at + work.batch));
      if (seconds() > limitSeconds) return { seconds: seconds(), epochs: epoch, accuracy: reached };
    }
    reached = await accuracy();
    if (reached >= work.target) return { seconds: seconds(), epochs: epoch + 1, accuracy: reached };
  }
  return { seconds: seconds(), epochs, accuracy: reached };
};

/** The share of rows whose largest logit is that of their class. */
export const accuracyOf = (logits, labels) => {
  const classes = logits.length / labels.length;
  let right = 0;
  labels.forEach((label, row) => {
    const of = logits.subarray(row * classes, (row + 1) * classes);
    if (of.every((logit, c) => c === label || logit < of[label])) right++;
  });
  return right / labels.length;
};
