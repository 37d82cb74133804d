/** Models and checkpoints as files and trials in threads, for Node: `@puregrad/trainer/node`. */

export type { FileError } from '@puregrad/data';
export { type FileContent, writeFileAtomically } from './node/atomic-file.ts';
export { callInWorkers, type WorkerCall } from './node/call-in-workers.ts';
export { loadCheckpoint, previousOf, saveCheckpoint } from './node/checkpoint-file.ts';
export { type InWorkersOptions, inWorkers, type WorkerEvaluate } from './node/in-workers.ts';
export { type FileLock, type LockedError, lockFile } from './node/lock-file.ts';
export { type LoadModel, loadModel, type SaveModel, saveModel } from './node/model-file.ts';
export { removeStaleTemporaries } from './node/temporary-files.ts';
export { datasetDigest } from './recipe.ts';
