/** A value as source code; a tensor by its elements. */
export const show = (value: unknown): string => text(value, 0);

const MOST_ITEMS = 100;

const text = (value: unknown, depth: number): string => {
  if (typeof value === 'string') return depth === 0 ? value : JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[function ${value.name}]`;
  if (value === null || typeof value !== 'object')
    return Object.is(value, -0) ? '-0' : String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if ('toArray' in value && typeof value.toArray === 'function') return String(value);
  if (depth > 6) return '…';
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const items = Array.from(value as ArrayLike<unknown>);
    const shown = items.slice(0, MOST_ITEMS).map((item) => text(item, depth + 1));
    const rest = items.length > MOST_ITEMS ? [`… ${items.length - MOST_ITEMS} more`] : [];
    return `[${[...shown, ...rest].join(', ')}]`;
  }
  const entries = Object.entries(value).map(([name, own]) => `${name}: ${text(own, depth + 1)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
};

/** Compares numbers to a millionth, other values exactly, as the tests of examples do. */
export const isNear = (a: unknown, b: unknown): boolean => {
  if (typeof a === 'number' && typeof b === 'number')
    return Object.is(a, b) || Math.abs(a - b) <= 1e-6 * Math.max(1e-3, Math.abs(b));
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object')
    return Object.is(a, b);
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.length &&
    left.every(([name, value]) => name in b && isNear(value, (b as Record<string, unknown>)[name]))
  );
};
