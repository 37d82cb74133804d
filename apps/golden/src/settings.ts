import type { GoldenRecord } from './format.ts';

/**
 * The first setting of a case that a check does not know and that is not off (0, false or null):
 * ignoring it would compare something else than was asked for. Texts are remarks.
 */
export const unknownSetting = (
  config: GoldenRecord,
  known: readonly string[],
): string | undefined =>
  Object.keys(config).find((key) => {
    const value = config[key];
    return !known.includes(key) && Boolean(value) && typeof value !== 'string';
  });
