import Papa from 'papaparse';

type Values = readonly (string | number)[];

/** Values that papaparse may have to quote: few are, and it looks at each value several times. */
const mayNeedQuotes = /[",\r\n\ufeff]|^ | $/;

const isPlain = (value: string | number): boolean =>
  typeof value === 'number' || !mayNeedQuotes.test(value);

const lineOf = (values: Values): string =>
  values.every(isPlain) ? values.join(',') : Papa.unparse([values as string[]]);

/** Lines of CSV: each row, or the values beside it after those of the row. */
export const csvLines = (rows: readonly Values[], beside?: readonly Values[]): string => {
  let text = '';
  for (let i = 0; i < rows.length; i++)
    text +=
      beside === undefined ? `${lineOf(rows[i]!)}\n` : `${lineOf([...rows[i]!, ...beside[i]!])}\n`;
  return text;
};
