import { decompress, type Parts } from './decompress.ts';
import type { RowParser, Rows } from './rows.ts';
import { partDecoder } from './text-decoder.ts';

/** The letters of a text that are parsed at once. */
const PART = 2 ** 18;

/** The rows of a text. */
export function* rowsOfText(text: string, parser: RowParser): Generator<Rows> {
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; at += PART)
    yield parser.push(text.slice(at, at + PART));
  yield parser.end();
}

/** The rows of bytes, which may be compressed. */
export async function* rowsOfParts(
  source: string,
  parts: Parts,
  parser: RowParser,
): AsyncGenerator<Rows> {
  const decoder = partDecoder(source);
  for await (const bytes of decompress(source, parts)) yield parser.push(decoder.push(bytes));
  yield parser.push(decoder.end());
  yield parser.end();
}
