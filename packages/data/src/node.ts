/** For Node: the readers of files, `@puregrad/data/node`. */
export { readIdxFile } from './node/read-idx-file.ts';
export { type Mnist, readMnist } from './node/read-mnist.ts';
