/** The parts of a text that may be a number: sign and unit are split off, its marks are not interpreted yet. */
export interface NumberText {
  readonly negative: boolean;
  /** Digits with decimal marks and separators; blanks and apostrophes of any kind are `' '` and `"'"`. */
  readonly body: string;
  readonly exponent: number;
  /** `%`, the sign or the code of a currency, or nothing. */
  readonly unit: string;
}

const currency = String.raw`[A-Z]{0,2}\p{Sc}|USD|EUR|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|CAD|AUD`;
const blanks = String.raw`[ \u00A0\u2009\u202F]`;
const signs = String.raw`[+\-\u2212\u2013\uFF0D]`;

/** Groups: sign, unit before, sign after the unit, body, exponent, unit after. */
const signed = new RegExp(
  String.raw`^(${signs}?)(?:(${currency})${blanks}*)?(${signs}?)([\d.,](?:[\d.,'’ \u00A0\u2009\u202F]*[\d.,])?)(?:[eE]([+\-\u2212]?\d{1,4}))?(?:${blanks}*(${currency}|%))?$`,
  'u',
);

const bare = /^-?[\d.,]+$/;

/** Letters and signs that no number has: they tell most words apart without the long pattern. */
const foreign = /[a-df-z_/:;#@!?*&=<>[\]{}"\\|~^`]|[A-Z]{4}|^[^\d]*$/;

/** The parts of a number as people write it, or undefined for a word. */
export const numberText = (text: string): NumberText | undefined => {
  if (text.length > 400 || foreign.test(text)) return undefined;
  if (bare.test(text)) {
    const negative = text.startsWith('-');
    return { negative, body: negative ? text.slice(1) : text, exponent: 0, unit: '' };
  }
  const inParentheses = parenthesized(text);
  const match = signed.exec(inParentheses ?? text);
  if (match === null) return undefined;
  const [, sign = '', before, inner = '', body = '', exponent = '0', after] = match;
  const signedTwice = sign !== '' && inner !== '';
  const unitTwice = before !== undefined && after !== undefined;
  // `+49 170 123` is a telephone number.
  if (sign === '+' && /[^\d.,]/.test(body)) return undefined;
  if (signedTwice || unitTwice || (inParentheses !== undefined && sign + inner !== '')) return;
  return {
    negative: inParentheses !== undefined || /[^+]/.test(sign + inner),
    body: body.replace(/[\u00A0\u2009\u202F]/g, ' ').replaceAll('’', "'"),
    exponent: Number(exponent.replace('\u2212', '-')),
    unit: before ?? after ?? '',
  };
};

/** Accountants write −3.5 as `(3.5)`, `($3.5)`, `$(3.5)` or `(3.5)%`. */
const parenthesized = (text: string): string | undefined => {
  const start = text.indexOf('(');
  if (start === -1) return undefined;
  const match = /^([^()]*)\(([^()]+)\)([^()]*)$/.exec(text);
  return match === null ? undefined : `${match[1]}${match[2]}${match[3]}`;
};
