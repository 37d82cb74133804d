export {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
  type Fold,
} from './search/cross-validate.ts';
export { type GridSearchOptions, gridSearch } from './search/grid-search.ts';
export { type RandomSearchOptions, randomSearch } from './search/random-search.ts';
export * from './search/search.ts';
export { decodeSearchState, type SearchStateError } from './search/search-state.ts';
export {
  choice,
  type Dimension,
  integers,
  logUniform,
  type Space,
  uniformRange,
} from './search/space.ts';
export type * from './search/strategy.ts';
export {
  type SuccessiveHalvingOptions,
  successiveHalving,
} from './search/successive-halving.ts';
