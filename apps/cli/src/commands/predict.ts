import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pipe } from '@puregrad/tensors';
import { type Either, isLeft, isRight, left, right } from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { MadeUp } from '../data/filled-gaps.ts';
import { type OnProgress, readingOf } from '../data/reading.ts';
import { loadTrained, type Trained } from '../data/trained.ts';
import { type CliError, CliFailure } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import type { predictOptions } from '../options/command-options.ts';
import type { Requested } from '../options/option.ts';
import { whileReading } from '../output/reading-bar.ts';
import { requireSavable } from '../output/saving-problem.ts';
import { writeText } from '../output/text-file.ts';
import { type Part, predictions } from '../predict/predictions.ts';
import { addMadeUp, tellMadeUp } from '../predict/tell-made-up.ts';
import type { Terminal } from '../terminal.ts';

/** `puregrad predict`: the predictions of a saved model for the rows of a file. */
export const predict = (
  path: string,
  data: string,
  options: Requested<typeof predictOptions>,
  terminal: Terminal,
): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    requireSavable('--out', options.out),
    TE.flatMap(() => () => loadTrained(path)),
    TE.flatMap(
      (trained) => () =>
        // Predictions that are printed would be drawn over.
        whileReading(options.out === undefined ? undefined : terminal.screen, (onProgress) =>
          write(partsOf(trained, data, options, onProgress), options, terminal),
        ),
    ),
    TE.map(() => ExitCode.ok),
  );

const partsOf = (
  trained: Trained,
  data: string,
  { probabilities, only, ...formats }: Requested<typeof predictOptions>,
  onProgress: OnProgress,
) =>
  predictions(trained, data, {
    probabilities,
    only,
    reading: { ...trained.reading, ...readingOf(formats), onProgress },
  });

/** Writes the predictions as they come, to a file or the terminal. */
const write = async (
  parts: AsyncIterable<Either<CliError, Part>>,
  { out: path, quiet }: Pick<Requested<typeof predictOptions>, 'out' | 'quiet'>,
  { out, err, isRead }: Terminal,
): Promise<Either<CliError, void>> => {
  let madeUp: readonly MadeUp[] = [];
  async function* counted(): AsyncGenerator<Either<CliError, Part>, void, void> {
    for await (const part of parts) {
      if (isRight(part) && part.right.madeUp !== undefined)
        madeUp = addMadeUp(madeUp, part.right.madeUp);
      yield part;
    }
  }
  const written =
    path === undefined
      ? await writeOut(counted(), out, isRead)
      : await writeFile(counted(), path, out);
  const told = tellMadeUp(madeUp);
  if (isRight(written) && told !== undefined && !quiet) err(told);
  return written;
};

const writeOut = async (
  parts: AsyncIterable<Either<CliError, Part>>,
  out: Terminal['out'],
  isRead: Terminal['isRead'],
): Promise<Either<CliError, void>> => {
  for await (const part of parts) {
    if (isLeft(part)) return part;
    if (part.right.text !== '') out(part.right.text.replace(/\n$/, ''));
    if (!(await isRead())) break;
  }
  return right(undefined);
};

/** Named as compressed, written as compressed. */
async function* compressed(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array, void, void> {
  const gzip = createGzip();
  const done = pipeline(texts, gzip);
  // Its failure comes out of the parts, too.
  done.catch(() => {});
  yield* gzip;
  await done;
}

const writeFile = async (
  parts: AsyncIterable<Either<CliError, Part>>,
  path: string,
  out: Terminal['out'],
): Promise<Either<CliError, void>> => {
  let count = 0;
  async function* texts(): AsyncGenerator<string, void, void> {
    for await (const part of parts) {
      if (isLeft(part)) throw new CliFailure(part.left);
      count += part.right.rows;
      yield part.right.text;
    }
  }
  try {
    await writeText(path, path.endsWith('.gz') ? compressed(texts()) : texts());
  } catch (error) {
    if (error instanceof CliFailure) return left(error.error);
    throw error;
  }
  out(
    `Wrote ${count.toLocaleString('en-US')} ${count === 1 ? 'prediction' : 'predictions'} to ${path}`,
  );
  return right(undefined);
};
