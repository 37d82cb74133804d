import * as autodiff from '@puregrad/autodiff';
import * as data from '@puregrad/data';
import * as dataNode from '@puregrad/data/node';
import * as dataTable from '@puregrad/data/table';
import * as layers from '@puregrad/layers';
import * as layerNames from '@puregrad/layers/names';
import * as losses from '@puregrad/losses';
import * as metrics from '@puregrad/metrics';
import * as importance from '@puregrad/metrics/importance';
import * as optimizers from '@puregrad/optimizers';
import * as optimizerNames from '@puregrad/optimizers/names';
import * as regularizers from '@puregrad/regularizers';
import * as tensors from '@puregrad/tensors';
import * as gpu from '@puregrad/tensors/gpu';
import * as interpreters from '@puregrad/tensors/interpreters';
import * as trainer from '@puregrad/trainer';
import * as auto from '@puregrad/trainer/auto';
import * as trainerNode from '@puregrad/trainer/node';
import * as search from '@puregrad/trainer/search';
import type { Call, NotCalled } from './call.ts';
import * as dataCalls from './calls/data.ts';
import * as functions from './calls/functions.ts';
import { names as layerNameCalls } from './calls/layer-names.ts';
import { layers as layerCalls } from './calls/layers.ts';
import { optimizers as optimizerCalls, names as optimizerNameCalls } from './calls/optimizers.ts';
import { regularizers as regularizerCalls } from './calls/regularizers.ts';
import * as searchCalls from './calls/search.ts';
import { tensors as tensorCalls } from './calls/tensors.ts';
import * as trainerCalls from './calls/trainer.ts';

/** The exports of one entry of a package, with their calls. */
export interface Entry {
  readonly exported: { readonly [name: string]: unknown };
  readonly calls: { readonly [name: string]: readonly Call[] | NotCalled };
}

/** Every entry of every package. */
export const modules: { readonly [name: string]: Entry } = {
  '@puregrad/tensors': { exported: tensors, calls: tensorCalls },
  '@puregrad/tensors/interpreters': { exported: interpreters, calls: functions.interpreters },
  '@puregrad/tensors/gpu': { exported: gpu, calls: functions.gpu },
  '@puregrad/autodiff': { exported: autodiff, calls: functions.autodiff },
  '@puregrad/layers': { exported: layers, calls: layerCalls },
  '@puregrad/layers/names': { exported: layerNames, calls: layerNameCalls },
  '@puregrad/losses': { exported: losses, calls: functions.losses },
  '@puregrad/metrics': { exported: metrics, calls: functions.metrics },
  '@puregrad/metrics/importance': { exported: importance, calls: functions.importance },
  '@puregrad/optimizers': { exported: optimizers, calls: optimizerCalls },
  '@puregrad/optimizers/names': { exported: optimizerNames, calls: optimizerNameCalls },
  '@puregrad/regularizers': { exported: regularizers, calls: regularizerCalls },
  '@puregrad/data': { exported: data, calls: dataCalls.data },
  '@puregrad/data/node': { exported: dataNode, calls: dataCalls.node },
  '@puregrad/data/table': { exported: dataTable, calls: dataCalls.tables },
  '@puregrad/trainer': { exported: trainer, calls: trainerCalls.trainer },
  '@puregrad/trainer/node': { exported: trainerNode, calls: trainerCalls.node },
  '@puregrad/trainer/search': { exported: search, calls: searchCalls.searches },
  '@puregrad/trainer/auto': { exported: auto, calls: trainerCalls.auto },
};
