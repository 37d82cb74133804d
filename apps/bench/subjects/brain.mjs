// brain.js: networks of one activation, run an example at a time.
import brain from 'brain.js';
import { serve } from './protocol.mjs';
import { digest, rowsOf } from './work.mjs';

const works = {
  /** It has no layer without an activation, but relu leaves logits alone that are positive. */
  inference: ({ sizes, batch }, data) => {
    const network = new brain.NeuralNetwork({
      inputSize: sizes[0],
      hiddenLayers: sizes.slice(1, -1),
      outputSize: sizes.at(-1),
      activation: 'relu',
    });
    network.sizes = sizes;
    network.initialize();
    sizes.slice(1).forEach((width, i) => {
      const layer = i + 1;
      const { data: weights } = data[`w${layer}`];
      network.biases[layer] = data[`b${layer}`].data;
      network.weights[layer] = Array.from({ length: width }, (_, unit) =>
        Float32Array.from({ length: sizes[i] }, (_, from) => weights[from * width + unit]),
      );
    });
    network.setActivation();
    const rows = Array.from({ length: batch }, (_, i) => rowsOf(data.x, i, i + 1));
    const run = () => rows.map((row) => network.runInput(row).slice());
    return { check: () => digest(run().flatMap((row) => [...row])), run };
  },
};

serve((work, data) => {
  if (works[work.kind] === undefined)
    throw new Error('unsupported: brain.js trains by squared errors, an example at a time');
  return works[work.kind](work, data);
});
