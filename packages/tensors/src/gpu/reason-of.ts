/** The message of an error; of any other value that was thrown, the value as a text. */
export const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
