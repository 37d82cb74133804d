/** What is to be said about a column; notes with the same key are said once for all their columns. */
export interface Note {
  readonly key: string;
  readonly column: string;
  /** The rows that it is about. */
  readonly rows: number;
  readonly say: (columns: readonly string[], rows: number) => string;
}

/** The remarks of notes, in the order of their first columns. */
export const sentences = (notes: readonly Note[]): readonly string[] => {
  const groups = new Map<string, Note[]>();
  for (const note of notes) {
    const group = groups.get(note.key);
    if (group === undefined) groups.set(note.key, [note]);
    else group.push(note);
  }
  return [...groups.values()].map((group) =>
    group[0]!.say(
      group.map(({ column }) => column),
      group.reduce((sum, { rows }) => sum + rows, 0),
    ),
  );
};

/** The maximum number of names, or of values, in a remark. */
const MOST = 5;

/** `a`, `a and b`, `a, b and c`, or the first five and the number of others. */
export const listed = (items: readonly string[]): string => {
  const shown = items.length > MOST + 1 ? items.slice(0, MOST) : items.slice(0, -1);
  const last = items.length > MOST + 1 ? `${items.length - MOST} more` : items.at(-1);
  return shown.length === 0 ? `${last}` : `${shown.join(', ')} and ${last}`;
};

/** `column a`, or `columns a and b`. */
export const columnsNamed = (names: readonly string[]): string =>
  `${names.length === 1 ? 'column' : 'columns'} ${listed(names)}`;

export const counted = (rows: number, noun: string): string =>
  `${rows} ${noun}${rows === 1 ? '' : 's'}`;
