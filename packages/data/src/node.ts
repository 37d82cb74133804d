/** The readers of files, for Node: `@puregrad/data/node`. */
export { fileError } from './node/file-error.ts';
export { readCsvFile } from './node/read-csv-file.ts';
export { readIdxFile } from './node/read-idx-file.ts';
export { type Mnist, readMnist } from './node/read-mnist.ts';
export { readNpyFile, readNpzArrays, readNpzFile } from './node/read-npy-file.ts';
export { readTableFile, readTableFileChunks } from './node/read-table-file.ts';
