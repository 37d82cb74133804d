import { ArgumentError, isTensor, type Tensor } from '@puregrad/tensors';
import { checkOptions, type Kinds } from '@puregrad/tensors/interpreters';
import type { Features } from './features.ts';

/** A setting of all parts of some features, or of each part by its name; it may be left out for a part. */
export type ByPart<F extends Features, T> =
  | T
  | (F extends Tensor ? never : { readonly [K in keyof F]?: ByPart<F[K] & Features, T> });

interface Setting<T> {
  readonly operation: string;
  /** The name of the option. */
  readonly option: string;
  /** The kind of the setting of one part. */
  readonly kind: Kinds;
  readonly given: ByPart<Features, T> | undefined;
}

/**
 * The setting of each tensor of `features`, in the order of `partsOf`.
 *
 * @throws ArgumentError for a part that the features do not have, or for a setting of another kind.
 */
export const settingsOf = <T>(
  features: Features,
  { operation, option, kind, given }: Setting<T>,
): readonly (T | undefined)[] => {
  const byPart = typeof given === 'object' && given !== null && !isTensor(features);
  if (!byPart) checkOptions(operation, { [option]: given }, { [option]: kind });
  if (isTensor(features)) return [given as T | undefined];
  const names = Object.keys(features);
  const byName = given as { readonly [part: string]: ByPart<Features, T> | undefined };
  const unknown = byPart ? Object.keys(byName).find((name) => !names.includes(name)) : undefined;
  if (unknown !== undefined)
    throw new ArgumentError(
      `${operation}: ${option} name a part '${unknown}', but there are only ${names.join(', ')}`,
    );
  return names.flatMap((name) =>
    settingsOf(features[name]!, {
      operation,
      option: byPart ? `${option}.${name}` : option,
      kind,
      given: !byPart ? given : Object.hasOwn(byName, name) ? byName[name] : undefined,
    }),
  );
};
