import { decompress } from './decompress.ts';
import type { Parts } from './parts.ts';
import type { Rows, RowsParser } from './rows.ts';
import { partDecoder } from './text-decoder.ts';

/** The letters of a text that are parsed at once. */
const PART = 2 ** 18;

/** The rows of a text. */
export function* rowsOfText(text: string, parser: RowsParser): Generator<Rows> {
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; at += PART)
    yield parser.push(text.slice(at, at + PART));
  yield parser.end();
}

/** The rows of bytes, which may be compressed. */
export const rowsOfParts = (
  source: string,
  parts: Parts,
  parser: RowsParser,
): AsyncGenerator<Rows> => rowsOfPlainParts(source, decompress(source, parts), parser);

/** The rows of bytes that are not compressed. */
export async function* rowsOfPlainParts(
  source: string,
  parts: Parts,
  parser: RowsParser,
): AsyncGenerator<Rows> {
  const decoder = partDecoder(source);
  for await (const bytes of parts) yield parser.push(decoder.push(bytes));
  yield parser.push(decoder.end());
  yield parser.end();
}
