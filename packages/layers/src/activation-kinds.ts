import { isLeft, right } from 'fp-ts/lib/Either.js';
import type { NamedActivation } from './activation-table.ts';
import { booleanIn, type LayerKind, numberIn } from './decoding.ts';
import { input } from './network.ts';

/** The kind of an activation. A description has all its settings, as the layer with the usual settings shows. */
export const activationKind = ([kind, { make }]: readonly [
  string,
  NamedActivation,
]): LayerKind => ({
  kind,
  decode: (config, named) => {
    const settings: { [field: string]: number | boolean } = {};
    for (const [field, usual] of Object.entries(make()(input(1)).layers[0]!.config)) {
      const value = (typeof usual === 'number' ? numberIn : booleanIn)(config, field);
      if (isLeft(value)) return value;
      settings[field] = value.right;
    }
    return right(make({ ...settings, ...named }));
  },
});
