// A page that trains a network on MNIST: bundled from the packed packages, minified, as users do.
import { valueAndGrad } from '@puregrad/autodiff';
import { apply, dense, initialize, input, relu } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { adam } from '@puregrad/optimizers';
import { compile, key, mean, pipe, read, tensor } from '@puregrad/tensors';
import { gpuEngine } from '@puregrad/tensors/gpu';

const BATCH = 50;
const EPOCHS = 3;

const network = pipe(input(784), dense(32), relu(), dense(10));
const optimizer = adam({ learningRate: 1e-2 });

const trainingStep = (state, x, y) => {
  const loss = (params) => mean(sparseSoftmaxCrossEntropy(apply(network)(params, {}, x)[0], y));
  const [value, gradients] = valueAndGrad(loss)(state.params);
  const [next] = optimizer.update(state, gradients);
  return [next, value];
};

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** The share of the test images that are recognised after training, and what trained; data in base64. */
globalThis.trainMnist = async (mode, data) => {
  const [images, labels, testImages, testLabels] = [
    data.images,
    data.labels,
    data.testImages,
    data.testLabels,
  ].map(bytesOf);
  const engine = mode === 'default' ? undefined : await gpuEngine({ mode })();
  if (engine?._tag === 'Left') return { error: engine.left.message };
  const options = engine === undefined ? {} : { engine: engine.right };
  const step = compile(trainingStep, { ...options, donate: [0] });
  const logitsOf = compile((params, x) => apply(network)(params, {}, x)[0], options);

  const rows = (from, count) =>
    tensor(
      Float32Array.from(images.slice(784 * from, 784 * (from + count)), (byte) => byte / 255),
      {
        shape: [count, 784],
      },
    );
  const batches = Array.from({ length: labels.length / BATCH }, (_, i) => ({
    x: rows(i * BATCH, BATCH),
    y: tensor(Int32Array.from(labels.slice(i * BATCH, (i + 1) * BATCH))),
  }));
  let state = optimizer.init(initialize(network, key(42)).params);
  let loss;
  for (let epoch = 0; epoch < EPOCHS; epoch++)
    for (const { x, y } of batches) [state, loss] = await step(state, x, y);
  const test = tensor(
    Float32Array.from(testImages, (byte) => byte / 255),
    {
      shape: [testLabels.length, 784],
    },
  );
  const logits = (await read(await logitsOf(state.params, test))).toArray();
  const right = logits.filter((row, i) => row.indexOf(Math.max(...row)) === testLabels[i]).length;
  return {
    ran: engine === undefined ? 'default' : engine.right.mode,
    accuracy: right / testLabels.length,
    loss: (await read(loss)).item(),
  };
};
