import { kindOf as kindOfTensor } from './copies.ts';

/** What a value is: as `typeof` says, but for null, arrays, typed ones and tensors. */
export const kindOf = (value: unknown): string => {
  const type = typeof value;
  if (type !== 'object' || value === null) return value === null ? 'null' : type;
  if (kindOfTensor(value) !== undefined) return 'tensor';
  return Array.isArray(value) ? 'array' : ArrayBuffer.isView(value) ? 'typed array' : type;
};

/** A value in a message: whatever it is, this does not fail. */
export const showValue = (value: unknown): string => {
  const kind = kindOf(value);
  return kind === 'string'
    ? `'${value as string}'`
    : ['tensor', 'array', 'typed array', 'object', 'function'].includes(kind)
      ? withArticle(kind)
      : String(value);
};

export const withArticle = (kind: string): string =>
  kind[0] === "'"
    ? kind
    : kind.endsWith('[]')
      ? `an array of ${kind[0] === '{' ? `objects with ${kind.slice(1, -3)}` : `${kind.slice(0, -2)}s`}`
      : kind[0] === '{'
        ? `an object with ${kind.slice(1, -1)}`
        : `${/^[aio]/.test(kind) ? 'an' : 'a'} ${kind}`;
