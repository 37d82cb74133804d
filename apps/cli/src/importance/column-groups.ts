import { featureGroups } from '@puregrad/data/table';
import type { ColumnGroup } from '@puregrad/metrics/importance';
import type { Recipe } from '../data/recipe.ts';

/** The columns that a user knows, as columns of the network's input; undefined for images, which have none. */
export const columnGroups = ({ inputs }: Recipe): readonly ColumnGroup[] | undefined =>
  inputs.kind === 'table' ? featureGroups(inputs.encoding) : undefined;
