import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { temporaryOf, writeFileAtomically } from '@puregrad/trainer/node';
import { isLeft } from 'fp-ts/lib/Either.js';
import type { Terminal } from '../terminal.ts';

/** Text that grows, to a file or to standard output. */
export interface TextSink {
  readonly write: (text: string) => Promise<void>;
  /** Puts the file in its place. */
  readonly commit: () => Promise<void>;
  /** Leaves nothing behind. */
  readonly discard: () => Promise<void>;
}

/**
 * Writes a file, whole or not at all.
 *
 * @throws Error where it cannot be written.
 */
export const writeText = async (path: string, text: string): Promise<void> => {
  const written = await writeFileAtomically(path, new TextEncoder().encode(text))();
  if (isLeft(written)) throw new Error(written.left.message);
};

/** A file that is there whole or not at all, however long. */
export const fileSink = (path: string): TextSink => {
  const temporary = temporaryOf(path);
  const stream = createWriteStream(temporary, { flush: true });
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });
  return {
    write: async (text) => {
      if (failure !== undefined) throw failure;
      if (!stream.write(text)) await once(stream, 'drain');
    },
    commit: async () => {
      stream.end();
      await finished(stream);
      await rename(temporary, path);
    },
    discard: async () => {
      stream.destroy();
      await rm(temporary, { force: true });
    },
  };
};

/** Standard output, line by line. */
export const outSink = ({ out }: Terminal): TextSink => ({
  write: async (text) => {
    const ended = text.replace(/\n$/, '');
    if (ended !== '') out(ended);
  },
  commit: async () => {},
  discard: async () => {},
});
