/** For Node: models and checkpoints as files, trials in threads, `@puregrad/trainer/node`. */
export {
  type FileError,
  removeStaleTemporaries,
  temporaryOf,
  writeFileAtomically,
} from './node/atomic-file.ts';
export { loadCheckpoint, previousOf, saveCheckpoint } from './node/checkpoint-file.ts';
export { type InWorkersOptions, inWorkers, type WorkerEvaluate } from './node/in-workers.ts';
export { loadModel, saveModel } from './node/model-file.ts';
