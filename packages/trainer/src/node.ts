export { type FileError, writeFileAtomically } from './atomic-file.ts';
export { loadModel, saveModel } from './model-file.ts';
