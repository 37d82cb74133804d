/**
 * What a value is, whichever realm made it: an iframe, `vm`, a test runner and this module have a
 * `Float32Array` and an `Object` each, and `instanceof` knows one of them.
 */

/** `'Float32Array'` and so on; undefined for any other value. */
export const typedArrayTag = (value: unknown): string | undefined =>
  // A getter that all typed arrays have from one prototype; it asks for no class.
  Reflect.get(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag, value);

/** Whether a value is an object of no class. */
export const isPlainObject = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (
    prototype === Object.prototype ||
    prototype === null ||
    // Of another realm: its `Object.prototype`.
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf'))
  );
};
