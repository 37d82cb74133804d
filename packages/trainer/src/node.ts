/** For Node: models and checkpoints as files, `@puregrad/trainer/node`. */
export { type FileError, writeFileAtomically } from './node/atomic-file.ts';
export { loadCheckpoint, previousOf, saveCheckpoint } from './node/checkpoint-file.ts';
export { loadModel, saveModel } from './node/model-file.ts';
