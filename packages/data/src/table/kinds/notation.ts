/** The marks inside of a column's numbers. */
export interface Notation {
  readonly decimal: '.' | ',';
  readonly thousands: '' | ',' | '.' | ' ' | "'";
}

/** The notations from the simplest to the rarest. */
export const notations: readonly Notation[] = [
  { decimal: '.', thousands: '' },
  { decimal: ',', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
  { decimal: ',', thousands: "'" },
];

/** Groups of three digits, the first without a leading zero; in India two digits, except for the last group. */
const groups = (separator: string): string =>
  String.raw`[1-9]\d{0,2}(?:${separator}\d{3})+|[1-9]\d?(?:${separator}\d{2})+${separator}\d{3}`;

const patterns: ReadonlyMap<string, RegExp> = new Map(
  notations.map(({ decimal, thousands }) => {
    const mark = `\\${decimal}`;
    const whole =
      thousands === ''
        ? String.raw`\d+`
        : String.raw`\d+|${groups(thousands === '.' ? '\\.' : thousands)}`;
    return [decimal + thousands, new RegExp(`^(?:(?:${whole})(?:${mark}\\d*)?|${mark}\\d+)$`)];
  }),
);

/** Whether digits and marks are a number in a notation. */
export const isIn = ({ decimal, thousands }: Notation, body: string): boolean =>
  patterns.get(decimal + thousands)!.test(body);

/** The notations, as bits by their place in the list, in which digits and marks are a number. */
export const notationsOf = (body: string): number => {
  if (/^\d+$/.test(body)) return 2 ** notations.length - 1;
  let bits = 0;
  notations.forEach((notation, i) => {
    if (isIn(notation, body)) bits |= 1 << i;
  });
  return bits;
};

/** The digits of a number in a notation, as `Number` reads them. */
export const plainDigits = ({ decimal, thousands }: Notation, body: string): string => {
  const whole = thousands === '' ? body : body.replaceAll(thousands, '');
  return decimal === '.' ? whole : whole.replace(',', '.');
};
