export * from './accuracy.ts';
export * from './confusion-matrix.ts';
export * from './correct.ts';
