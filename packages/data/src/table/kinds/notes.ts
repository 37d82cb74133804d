/** What is to be said about a column; notes with the same key are said once for all their columns. */
export interface Note {
  readonly key: string;
  readonly column: string;
  /** The rows that it is about. */
  readonly rows: number;
  readonly say: (columns: readonly string[], rows: number) => string;
}

/** A note about a column. */
export const noteOn = (column: string, key: string, say: Note['say'], rows = 0): Note => ({
  key,
  column,
  rows,
  say,
});

/** The remarks of notes, in the order of their first columns. */
export const remarksOf = (notes: readonly Note[]): readonly string[] => {
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
