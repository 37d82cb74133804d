export { type FileError, writeFileAtomically } from './node/atomic-file.ts';
export { loadModel, saveModel } from './node/model-file.ts';
