import { fileURLToPath } from 'node:url';

/** Tables that come with the app: one folder up both from the sources and from what is built. */
export const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ['penguins', fileURLToPath(new URL('../data/penguins.csv', import.meta.url))],
]);
