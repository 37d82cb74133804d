import { readFileSync } from 'node:fs';

/** One folder up both from the sources and from what is built. */
export const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { readonly version: string };
