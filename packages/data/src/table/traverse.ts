import { type Either, right } from 'fp-ts/lib/Either.js';

/** Every item mapped, or the first Left. */
export const traverse =
  <A, E, B>(f: (item: A, index: number) => Either<E, B>) =>
  (items: readonly A[]): Either<E, readonly B[]> => {
    const results: B[] = [];
    for (const [i, item] of items.entries()) {
      const result = f(item, i);
      if (result._tag === 'Left') return result;
      results.push(result.right);
    }
    return right(results);
  };
