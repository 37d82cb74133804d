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

// PROGRAM: a tiny training program goes here, the same as in program.mjs; it throws if it fails.

console.log('ok');
