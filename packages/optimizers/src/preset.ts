import { ArgumentError } from '@puregrad/tensors';

/** Whose defaults and formula an optimizer follows: the same rate makes other steps in each. */
export type Preset = 'torch' | 'tf1' | 'keras3' | 'optax' | 'lecture';

/** Our options for the libraries that have an optimizer. */
export type Presets<P extends Preset, O> = { readonly [K in P]: Partial<O> };

/**
 * Options over those of a preset. Each replaces that one and no other: TensorFlow's ε of Adam is its
 * `epsHat`, so an `eps` comes on top of it.
 */
export const withPreset = <P extends Preset, O extends object>(
  optimizer: string,
  presets: Presets<P, O>,
  preset: P,
  options: O,
): O => {
  if (!Object.hasOwn(presets, preset))
    throw new ArgumentError(
      `${optimizer}: no preset '${preset}'; there are ${Object.keys(presets).join(', ')}`,
    );
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...presets[preset], ...Object.fromEntries(given) } as O;
};
