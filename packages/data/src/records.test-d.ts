import type { Tensor } from '@puregrad/tensors';
import type { Either } from 'fp-ts/lib/Either.js';
import { expectTypeOf, it } from 'vitest';
import type { DataError } from './data-error.ts';
import { type Dataset, dataset } from './dataset.ts';
import type { Features } from './features.ts';
import { groupSplit } from './group-split.ts';
import { requireClasses } from './require-classes.ts';
import { shuffle } from './shuffle.ts';
import { splitRows } from './split-rows.ts';
import { stratifiedSplit } from './stratified-split.ts';
import { takeRows } from './take-rows.ts';

type X = { readonly picture: Tensor; readonly inner: { readonly word: Tensor } };
type Y = { readonly kind: Tensor; readonly age: Tensor };

declare const t: Tensor;
declare const plain: Dataset;
declare const records: Dataset<X, Y>;

it('a plain dataset keeps its type', () => {
  expectTypeOf(dataset(t, t)).toEqualTypeOf<Either<DataError, Dataset>>();
  expectTypeOf(takeRows(plain, t)).toEqualTypeOf<Dataset>();
  expectTypeOf(shuffle(t, plain)).toEqualTypeOf<Dataset>();
  expectTypeOf(splitRows(plain, { counts: ['rest', 1] })).toEqualTypeOf<
    readonly [Dataset, Dataset]
  >();
  expectTypeOf(requireClasses(plain, 3)).toEqualTypeOf<Either<DataError, Dataset>>();
});

it('records keep the names of their parts', () => {
  expectTypeOf(takeRows(records, t)).toEqualTypeOf<Dataset<X, Y>>();
  expectTypeOf(shuffle(t, records)).toEqualTypeOf<Dataset<X, Y>>();
  const parts = { fractions: [0.5, 0.5] } as const;
  type Part = Dataset<X, Y>;
  expectTypeOf(splitRows(records, parts)[1]).toEqualTypeOf<Part>();
  expectTypeOf(stratifiedSplit(records, parts, { labels: t })[1]).toEqualTypeOf<Part>();
  expectTypeOf(groupSplit(records, parts, { groups: t })[1]).toEqualTypeOf<Part>();
  expectTypeOf(records).toExtend<Dataset<Features, Features>>();
  expectTypeOf(plain).toExtend<Dataset<Features, Features>>();
});

it('settings of parts name parts of the targets', () => {
  expectTypeOf(
    dataset(
      { picture: t, inner: { word: t } },
      { kind: t, age: t },
      { targets: { age: 'numbers' } },
    ),
  ).toEqualTypeOf<
    Either<
      DataError,
      Dataset<{ picture: Tensor; inner: { word: Tensor } }, { kind: Tensor; age: Tensor }>
    >
  >();
  // @ts-expect-error there is no part called size
  dataset(t, { kind: t }, { targets: { size: 'numbers' } });
  // @ts-expect-error one target has no parts
  dataset(t, t, { targets: { y: 'numbers' } });
  // @ts-expect-error neither labels nor numbers
  dataset(t, { kind: t }, { targets: { kind: 'words' } });
  requireClasses(records, { kind: 3 });
  // @ts-expect-error there is no part called size
  requireClasses(records, { size: 3 });
  // @ts-expect-error one target has no parts
  requireClasses(plain, { kind: 3 });
});

it('a part is a tensor or has parts', () => {
  // @ts-expect-error an array is not a part
  dataset({ word: [1, 2] }, t);
  // @ts-expect-error records are not a plain dataset
  expectTypeOf(records).toExtend<Dataset>();
});
