export type { ColumnGroup } from './importance/column-group.ts';
export { type Predict, partialDependence } from './importance/partial-dependence.ts';
export {
  type Importance,
  type PermutationImportance,
  type PermutationImportanceOptions,
  permutationImportance,
  type Score,
} from './importance/permutation-importance.ts';
