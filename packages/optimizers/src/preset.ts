import { ArgumentError } from '@puregrad/tensors';
import { checkOptions, type KindsOf } from '@puregrad/tensors/interpreters';

/** The library with an optimizer's defaults and formula. The same rate makes different steps in each. */
export type Preset = 'torch' | 'tf1' | 'keras3' | 'optax' | 'lecture';

/** The options that reproduce each library's optimizer. */
export type Presets<P extends Preset, O> = { readonly [K in P]: Partial<O> };

/**
 * The given options, completed by those of a preset. Each replaces the one of its name only: TensorFlow's ε of Adam
 * is `epsHat`, so an `eps` is added to it.
 */
export const withPreset = <P extends Preset, C extends object, T extends object>(
  optimizer: string,
  {
    presets,
    common,
    own,
    unnamed,
  }: {
    readonly presets: Presets<P, NoInfer<C & T>>;
    /** The options that are not options of the transform. */
    readonly common: KindsOf<C>;
    /** The options of the transform. */
    readonly own: KindsOf<T>;
    /** The defaults if no library is named; those of `torch` if left out. */
    readonly unnamed?: Partial<NoInfer<C & T>>;
  },
  given: NoInfer<C & T> & { readonly preset?: P },
): readonly [options: C & T, own: T] => {
  const { preset, ...options } = checkOptions(optimizer, given, {
    ...common,
    ...own,
    preset: 'string?',
  } as KindsOf<typeof given>);
  const name = preset ?? 'torch';
  const isNamed = preset !== undefined || unnamed === undefined;
  if (isNamed && !Object.hasOwn(presets, name))
    throw new ArgumentError(
      `${optimizer}: no preset '${name}'; there are ${Object.keys(presets).join(', ')}`,
    );
  const all = {
    ...(isNamed ? presets[name as P] : unnamed),
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  };
  return [
    all as C & T,
    Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(own, name))) as T,
  ];
};
