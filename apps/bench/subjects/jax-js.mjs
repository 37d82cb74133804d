// jax-js, jitted, on WebAssembly.
import { cpus } from 'node:os';

// It asks for the browser's navigator, which Node has only from version 21 on.
globalThis.navigator ??= { userAgent: 'Node.js', hardwareConcurrency: cpus().length };
const {
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy: np,
  random,
  tree,
  valueAndGrad,
} = await import('@jax-js/jax');
const { serve } = await import('./protocol.mjs');
const { accuracyOf, batchesOf, digest, pixels, trainUntil } = await import('./work.mjs');

await init('wasm');
defaultDevice('wasm');

const arrayOf = ({ shape, data }) => np.array(data).reshape(shape);

/** Weights w1, b1, …; batch normalization adds g1, s1, … */
const paramsOf = ({ sizes, rich }, data) =>
  sizes.slice(1).map((width, i) => ({
    w: arrayOf(data[`w${i + 1}`]),
    b: arrayOf(data[`b${i + 1}`]),
    ...(rich && i < sizes.length - 2 ? { gamma: np.ones([width]), beta: np.zeros([width]) } : {}),
  }));

/** Kernels as jax-js has them, channels first, and biases that broadcast over pixels. */
const lenetParamsOf = (work, data) =>
  paramsOf(work, data).map(({ w, b }, i) =>
    i < 2 ? { w: w.transpose([3, 2, 0, 1]), b: b.reshape([-1, 1, 1]) } : { w, b },
  );

const normalized = (x, gamma, beta) => {
  const centred = x.ref.sub(np.mean(x, 0, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), 0, { keepdims: true });
  return centred
    .div(np.sqrt(variance.add(1e-5)))
    .mul(gamma)
    .add(beta);
};

/** Inverted dropout. */
const dropped = (x, key, rate) => {
  const kept = random.bernoulli(key, 1 - rate, x.shape).astype(np.float32);
  return x.mul(kept.mul(1 / (1 - rate)));
};

const pooled = (x) => {
  const [batch, channels, height, width] = x.shape;
  const windows = x.reshape([batch, channels, height / 2, 2, width / 2, 2]);
  return np.max(np.max(windows, 5), 3);
};

const lenet = ([first, second, ...dense], x) => {
  const convolve = (value, { w, b }, padding) =>
    pooled(nn.relu(lax.convGeneralDilated(value, w, [1, 1], padding).add(b)));
  const images = convolve(convolve(x.reshape([-1, 1, 28, 28]), first, 'SAME'), second, 'VALID');
  const pixels = images.transpose([0, 2, 3, 1]).reshape([images.shape[0], -1]);
  return forward(dense, pixels, { rich: false });
};

const forward = (params, x, { rich, dropoutRate }, key) => {
  const keys = rich ? random.split(key, params.length) : undefined;
  const output = params.reduce((value, { w, b, gamma, beta }, i) => {
    const sums = np.matmul(value, w).add(b);
    if (i === params.length - 1) return sums;
    if (!rich) return nn.relu(sums);
    const activated = nn.elu(normalized(sums, gamma, beta));
    return dropoutRate === 0 ? activated : dropped(activated, keys.ref.slice(i), dropoutRate);
  }, x);
  keys?.dispose();
  return output;
};

const adam = (params, m, v, t, grads) => {
  const [b1, b2, rate, eps] = [0.9, 0.999, 1e-3, 1e-8];
  const next = t.add(1);
  const m1 = tree.map((a, g) => a.mul(b1).add(g.mul(1 - b1)), m, tree.ref(grads));
  const v1 = tree.map((a, g) => a.mul(b2).add(np.square(g).mul(1 - b2)), v, grads);
  const c1 = np.subtract(1, np.power(b1, next.ref));
  const c2 = np.subtract(1, np.power(b2, next.ref));
  const updated = tree.map(
    (p, a, s) =>
      p.sub(
        a
          .div(c1.ref)
          .mul(rate)
          .div(np.sqrt(s.div(c2.ref)).add(eps)),
      ),
    params,
    tree.ref(m1),
    tree.ref(v1),
  );
  c1.dispose();
  c2.dispose();
  return [updated, m1, v1, next];
};

/** `(params, m, v, t, x, y, key) -> [params, m, v, t, loss]`, jitted. */
const trainingStep = (work) => {
  const classes = work.sizes.at(-1);
  const loss = (params, x, y, key) => {
    const run = work.kind === 'lenet' ? lenet : forward;
    const logs = nn.logSoftmax(run(params, x, work, key));
    return np.mean(np.sum(logs.mul(nn.oneHot(y, classes)), -1)).neg();
  };
  return jit((params, m, v, t, x, y, key) => {
    const [value, grads] = valueAndGrad(loss)(tree.ref(params), x, y, key);
    return [...adam(params, m, v, t, grads), value];
  });
};

const initialState = (params) => [
  params,
  tree.map((p) => np.zeros(p.shape), tree.ref(params)),
  tree.map((p) => np.zeros(p.shape), tree.ref(params)),
  np.array(0),
];

const works = {
  matmul: ({ transpose }, { a, b }) => {
    const product = jit((x, y) =>
      np.matmul(transpose === 'AtB' ? x.transpose() : x, transpose === 'ABt' ? y.transpose() : y),
    );
    const [x, y] = [arrayOf(a), arrayOf(b)];
    const run = async () => {
      const z = product(x.ref, y.ref);
      await z.blockUntilReady();
      z.dispose();
    };
    return { check: () => digest(product(x.ref, y.ref).dataSync()), run };
  },

  step: (work, data) => {
    const step = trainingStep(work);
    const batches = batchesOf(work, data).map(({ x, y }) => ({
      x: np.array(x.slice()).reshape([work.batch, work.sizes[0]]),
      y: np.array(y.slice(), { dtype: np.int32 }),
    }));
    const params = work.kind === 'lenet' ? lenetParamsOf(work, data) : paramsOf(work, data);
    let state = initialState(params);
    let t = 0;
    const run = () => {
      const { x, y } = batches[t++ % batches.length];
      const [params, m, v, count, loss] = step(...state, x.ref, y.ref, random.key(t));
      state = [params, m, v, count];
      return loss.item();
    };
    return { check: () => [run(), run(), run()], run };
  },

  inference: (work, data) => {
    const infer = jit((params, x) => forward(params, x, work));
    const params = paramsOf(work, data);
    const x = np
      .array(data.x.data.slice(0, work.batch * work.sizes[0]))
      .reshape([work.batch, work.sizes[0]]);
    const run = () => infer(tree.ref(params), x.ref).dataSync();
    return { check: () => digest(run()), run };
  },

  update: (_, { params, grads }) => {
    const update = jit(adam);
    let state = initialState(arrayOf(params));
    const g = arrayOf(grads);
    const run = async () => {
      state = update(...state, g.ref);
      await state[0].blockUntilReady();
    };
    return {
      check: async () => {
        for (let i = 0; i < 3; i++) await run();
        return digest(state[0].ref.dataSync());
      },
      run,
    };
  },

  mnist: (work, data) => {
    const step = trainingStep(work);
    const infer = jit((params, x) => forward(params, x, work));
    const images = pixels(data.images);
    const testImages = arrayOf(pixels(data.testImages));
    return {
      train: ({ limitSeconds }) => {
        let state = initialState(paramsOf(work, data));
        let t = 0;
        return trainUntil(work, data.order, {
          step: (rows) => {
            const width = images.shape[1];
            const x = new Float32Array(rows.length * width);
            rows.forEach((row, i) =>
              x.set(images.data.subarray(row * width, (row + 1) * width), i * width),
            );
            const y = Int32Array.from(rows, (row) => data.labels.data[row]);
            const [params, m, v, count, loss] = step(
              ...state,
              np.array(x).reshape([rows.length, width]),
              np.array(y, { dtype: np.int32 }),
              random.key(t++),
            );
            state = [params, m, v, count];
            return loss.item();
          },
          accuracy: () =>
            accuracyOf(infer(tree.ref(state[0]), testImages.ref).dataSync(), data.testLabels.data),
          limitSeconds,
        });
      },
    };
  },
};

works.lenet = works.step;

serve((work, data) => works[work.kind](work, data));
