/** The app's readers, for the random files of the workspace; they are not published. */

export { decodeDivision } from './data/division.ts';
export { readRows } from './data/read-rows.ts';
export { decodeRecipe, encodeRecipe } from './data/recipe.ts';
export { decodeHistory } from './history.ts';
export { openParts } from './lab/parts.ts';
export { decodeRecord } from './lab/record.ts';
export { decodeConfig } from './options/config-file.ts';
export { trainingOptions } from './options/train/train-options.ts';
export { decodeRun } from './run-folder.ts';
export { decodeBaseline } from './scores/baseline.ts';
export { parseSpace } from './search/search-space.ts';
