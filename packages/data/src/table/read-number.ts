/** Each text matches in at most one way, so matching takes linear time. */
const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** The finite number that a text represents in decimal; `Number` would also accept '', '0x1F' and ' 1 '. */
export const readNumber = (text: string): number | undefined => {
  const number = decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
};
