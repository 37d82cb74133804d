/** The bytes of an IDX file, for tests; one byte per element if the type is 8. */
export const encodeIdx = (
  type: number,
  shape: readonly number[],
  elements: readonly number[],
): Uint8Array =>
  Uint8Array.from([
    0,
    0,
    type,
    shape.length,
    ...shape.flatMap((length) => [length >>> 24, length >>> 16, length >>> 8, length]),
    ...elements,
  ]);
