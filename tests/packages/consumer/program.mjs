// A user's program as an ES module: Node runs it as it is, and as a bundle for browsers.
import * as autodiff from '@puregrad/autodiff';
import * as data from '@puregrad/data';
import * as layers from '@puregrad/layers';
import * as losses from '@puregrad/losses';
import * as metrics from '@puregrad/metrics';
import * as optimizers from '@puregrad/optimizers';
import * as regularizers from '@puregrad/regularizers';
import * as tensors from '@puregrad/tensors';
import * as trainer from '@puregrad/trainer';

const packages = {
  autodiff,
  data,
  layers,
  losses,
  metrics,
  optimizers,
  regularizers,
  tensors,
  trainer,
};
for (const [name, exported] of Object.entries(packages)) {
  if (Object.keys(exported).length === 0) throw new Error(`@puregrad/${name} exports nothing`);
}

// PROGRAM: a tiny training program goes here, the same as in program.cjs; it throws if it fails.

console.log('ok');
