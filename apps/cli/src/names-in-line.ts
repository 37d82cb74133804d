import Papa from 'papaparse';

/** The items of a line of CSV, so that an item with a comma can be quoted. */
export const itemsOf = (text: string): string[] =>
  (Papa.parse<string[]>(text.trim(), { delimiter: ',', preview: 1 }).data[0] ?? []).map((item) =>
    item.trim(),
  );

/** A line of CSV with these items. */
export const lineOf = (items: readonly string[]): string =>
  Papa.unparse([[...items]], { delimiter: ',' });
