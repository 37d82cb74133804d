// A user's program in CommonJS.
const packages = {
  autodiff: require('@puregrad/autodiff'),
  data: require('@puregrad/data'),
  layers: require('@puregrad/layers'),
  losses: require('@puregrad/losses'),
  metrics: require('@puregrad/metrics'),
  optimizers: require('@puregrad/optimizers'),
  regularizers: require('@puregrad/regularizers'),
  tensors: require('@puregrad/tensors'),
  trainer: require('@puregrad/trainer'),
};
for (const [name, exported] of Object.entries(packages)) {
  if (Object.keys(exported).length === 0) throw new Error(`@puregrad/${name} exports nothing`);
}

const { autodiff, layers, losses, metrics, optimizers, regularizers, tensors, trainer } = packages;
const { dense, elu, input } = layers;
const { adam, before, clipByGlobalNorm } = optimizers;
const { pipe, tensor } = tensors;

/** XOR, which no linear model learns. */
const xor = {
  x: tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]),
  y: tensor([0, 1, 1, 0], { dtype: 'int32' }),
};

async function main() {
  const network = pipe(input(2), dense(8), elu(), dense(2));
  const run = trainer.train({
    network,
    optimizer: pipe(adam({ learningRate: 0.1 }), before(clipByGlobalNorm(1))),
    epochs: 100,
    batchSize: 4,
    seed: 1,
  });
  const result = await run(xor)();
  if (result._tag === 'Left') throw new Error(result.left.message);
  const { params, state } = result.right;
  const [logits] = layers.apply(network)(params, state, xor.x);
  const loss = tensors.mean(losses.sparseSoftmaxCrossEntropy(logits, xor.y)).item();
  const accuracy = metrics.accuracy(logits, xor.y).item();
  if (accuracy !== 1 || loss > 0.1) throw new Error(`XOR not learnt: ${accuracy}, ${loss}`);
  const gradient = autodiff
    .grad((w) => regularizers.l2(0.5)(w))(tensor([3]))
    .item();
  if (gradient !== 3) throw new Error(`the gradient of w²/2 at 3 is ${gradient}`);
  if (packages.data.batches(4, 3).length !== 2)
    throw new Error('4 rows make 2 batches of 3 at most');
}

main().then(
  () => console.log('ok'),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
