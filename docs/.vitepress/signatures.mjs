import { ReflectionKind } from 'typedoc';

/** The tips for names under the pointer: by package and name, the type and a sentence. */
export const signaturesOf = (project) =>
  Object.fromEntries(
    project.children.map(({ name, children }) => [
      name,
      Object.fromEntries((children ?? []).map((one) => [one.name, [typeOf(one), sentenceOf(one)]])),
    ]),
  );

function typeOf(one) {
  const { name, kind, signatures, type } = one;
  if (kind === ReflectionKind.Reference) return typeOf(one.getTargetReflectionDeep());
  if (signatures !== undefined)
    return signatures.map((signature) => `${name}${callOf(signature)}`).join('\n');
  if (kind === ReflectionKind.Interface) return `interface ${name}`;
  if (kind === ReflectionKind.Class) return `class ${name}`;
  return kind === ReflectionKind.TypeAlias ? `type ${name} = ${type}` : `${name}: ${type}`;
}

const callOf = ({ parameters = [], type }) =>
  `(${parameters.map(parameterOf).join(', ')}): ${type}`;

const parameterOf = ({ name, flags, type, defaultValue }) =>
  `${flags.isRest ? '...' : ''}${name}${flags.isOptional || defaultValue ? '?' : ''}: ${type}`;

/** The first sentence of the doc comment, without its marks. */
function sentenceOf(one) {
  const target = one.kind === ReflectionKind.Reference ? one.getTargetReflectionDeep() : one;
  const comment = target.comment ?? target.signatures?.[0]?.comment;
  const text = (comment?.summary ?? [])
    .map((part) => part.text)
    .join('')
    .replace(/\s+/g, ' ')
    .replaceAll('`', '');
  return /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
}
