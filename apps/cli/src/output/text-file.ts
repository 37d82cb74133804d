import { writeFileAtomically } from '@puregrad/trainer/node';
import { isLeft } from 'fp-ts/lib/Either.js';
import { CliFailure } from '../errors.ts';

/**
 * Writes a file, whole or not at all: a text, or its parts one after the other.
 *
 * @throws CliFailure if it cannot be written; and the errors of the parts.
 */
export const writeText = async (
  path: string,
  text: string | AsyncIterable<string | Uint8Array>,
): Promise<void> => {
  const content = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const written = await writeFileAtomically(path, content)();
  if (isLeft(written)) throw new CliFailure(written.left);
};
