/** Each text matches it in one way at most, so that no long one keeps it busy. */
const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** The finite number that a text spells in decimal; `Number` would also take '', '0x1F' and ' 1 '. */
export const readNumber = (text: string): number | undefined => {
  const number = decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
};
