import { type Encoding, featureNames } from '@puregrad/data/table';
import type { ColumnGroup } from '@puregrad/metrics/importance';
import type { Recipe } from '../data/recipe.ts';

/** The columns of the network's input that each column of a table became; those of numbers are columns themselves. */
const groupsOfTable = (encoding: Encoding): readonly ColumnGroup[] => {
  const groups: ColumnGroup[] = [];
  let start = 0;
  for (const feature of encoding.features) {
    const end = start + featureNames({ ...encoding, features: [feature] }).length;
    if (end > start) groups.push({ name: feature.name, start, end });
    start = end;
  }
  return groups;
};

/** The columns that a user knows, as columns of the network's input; undefined for images, which have none. */
export const columnGroups = (
  { inputs }: Recipe,
  width: number,
): readonly ColumnGroup[] | undefined => {
  switch (inputs.kind) {
    case 'table':
      return groupsOfTable(inputs.encoding);
    case 'arrays':
      return Array.from({ length: width }, (_, i) => ({
        name: `${inputs.name}[${i}]`,
        start: i,
        end: i + 1,
      }));
    case 'images':
      return undefined;
  }
};
