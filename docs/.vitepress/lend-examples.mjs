import { Comment, CommentTag, ReflectionKind } from 'typedoc';

/**
 * A type has no code of its own to show: it gets the example of a function that gives it, or takes
 * it, or of a type that holds it and has got one so. Returns the names of those that none uses.
 */
export function lendExamples(app, project) {
  const exports = project.children
    .flatMap(({ children }) => children ?? [])
    .filter(({ kind }) => kind !== ReflectionKind.Reference);
  const uses = new Map(exports.map((one) => [one, usesOf(app, one)]));
  let without = exports.filter((one) => exampleOf(one) === undefined);
  for (let lent = true; lent; ) {
    const found = without.map((one) => [one, lenderOf(one, exports, uses)]);
    for (const [one, lender] of found) if (lender !== undefined) lend(one, lender);
    const left = found.filter(([, lender]) => lender === undefined).map(([one]) => one);
    lent = left.length < without.length;
    without = left;
  }
  return without.map(({ name }) => name);
}

/** The numbers of the declarations that a declaration names; those of function results separately. */
function usesOf(app, declaration) {
  const { signatures = [], ...rest } = app.serializer.toObject(declaration);
  return {
    gives: new Set(signatures.flatMap(({ type }) => targetsIn(type))),
    names: new Set(targetsIn([signatures, rest])),
  };
}

function targetsIn(value) {
  if (typeof value !== 'object' || value === null) return [];
  const own = value.type === 'reference' && typeof value.target === 'number' ? [value.target] : [];
  return own.concat(Object.values(value).flatMap(targetsIn));
}

const commentOf = (declaration) => declaration.comment ?? declaration.signatures?.[0]?.comment;

const exampleOf = (declaration) => commentOf(declaration)?.getTag('@example')?.content;

/**
 * An example that shows what comes out rather than one that doesn't, of who gives it rather than of
 * who only names it, of its own package, and a short one.
 */
function lenderOf(one, exports, uses) {
  const rank = (lender) => {
    const text = exampleOf(lender)
      .map((part) => part.text)
      .join('');
    const isBetter = [
      text.includes('// =>'),
      uses.get(lender).gives.has(one.id),
      lender.parent === one.parent,
    ];
    return [...isBetter.map((better) => (better ? 0 : 1)), text.length];
  };
  return exports
    .filter((other) => uses.get(other).names.has(one.id) && exampleOf(other) !== undefined)
    .map((lender) => ({ lender, rank: rank(lender) }))
    .sort((a, b) => a.rank.map((value, i) => value - b.rank[i]).find((by) => by !== 0) ?? 0)[0]
    ?.lender;
}

/** The function that an example was written for. */
const lentBy = new WeakMap();

function lend(one, lender) {
  const from = lentBy.get(lender) ?? lender;
  lentBy.set(one, from);
  one.comment ??= new Comment();
  one.comment.blockTags.push(
    new CommentTag('@example', [
      { kind: 'text', text: 'That of ' },
      { kind: 'inline-tag', tag: '@link', text: from.name, target: from },
      { kind: 'text', text: ':\n\n' },
      ...exampleOf(from),
    ]),
  );
}
