import { encodeTarget, type Table, type TargetEncoding } from '@puregrad/data/table';
import { cast, stack, type Tensor } from '@puregrad/tensors';
import { type Either, map, traverseArray } from 'fp-ts/lib/Either.js';
import type { CliError } from '../errors.ts';
import type { Recipe } from './recipe.ts';

/** What a network learns from a table: one target, or several. None for images. */
export const targetEncodings = ({
  inputs,
  targets,
}: Pick<Recipe, 'inputs' | 'targets'>): readonly TargetEncoding[] => {
  if (targets !== undefined) return targets;
  const target = inputs.kind === 'table' ? inputs.encoding.target : undefined;
  return target === undefined ? [] : [target];
};

/** The names of what is learnt. */
export const targetNames = ({
  target,
  targets,
}: Pick<Recipe, 'target' | 'targets'>): readonly string[] =>
  targets?.map(({ name }) => name) ?? [target];

/** The classes of each target that has any, by its name. */
export const classesByTarget = ({
  target,
  classes,
  targets,
}: Pick<Recipe, 'target' | 'classes' | 'targets'>): ReadonlyMap<string, readonly string[]> =>
  new Map(
    targets === undefined
      ? classes === undefined
        ? []
        : [[target, classes]]
      : targets.flatMap((of) => (of.kind === 'classes' ? [[of.name, of.classes] as const] : [])),
  );

/** The encoding of a target alone. */
const encodingOf = (target: TargetEncoding) =>
  ({ features: [], target, unknown: 'error' }) as const;

/** The targets of a table, in the given rows or in all: `[rows]`, or float32 `[rows, targets]` if there are several. */
export const encodeTargets =
  (targets: readonly TargetEncoding[]) =>
  (table: Table, rows?: ArrayLike<number>): Either<CliError, Tensor> =>
    map((columns: readonly Tensor[]) =>
      columns.length === 1
        ? columns[0]!
        : stack(
            columns.map((column) => cast(column, 'float32')),
            { axis: 1 },
          ),
    )(
      traverseArray(
        (target: TargetEncoding): Either<CliError, Tensor> =>
          encodeTarget(encodingOf(target))(table, rows),
      )(targets),
    );
