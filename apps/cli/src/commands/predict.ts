import { pipe } from '@puregrad/tensors';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { readingOf } from '../data/reading.ts';
import { loadTrained, type Trained } from '../data/trained.ts';
import { type CliError, CliFailure } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import type { predictOptions } from '../options/command-options.ts';
import type { Requested } from '../options/option.ts';
import { requireSavable } from '../output/saving-problem.ts';
import { writeText } from '../output/text-file.ts';
import { type Part, predictions } from '../predict/predictions.ts';
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
    TE.flatMap((trained) => () => write(partsOf(trained, data, options), options.out, terminal)),
    TE.map(() => ExitCode.ok),
  );

const partsOf = (
  trained: Trained,
  data: string,
  { probabilities, only, ...formats }: Requested<typeof predictOptions>,
) =>
  predictions(trained, data, {
    probabilities,
    only,
    reading: { ...trained.reading, ...readingOf(formats) },
  });

/** Writes the predictions as they come, to a file or the terminal. */
const write = async (
  parts: AsyncIterable<Either<CliError, Part>>,
  path: string | undefined,
  { out, isRead }: Terminal,
): Promise<Either<CliError, void>> => {
  if (path !== undefined) return writeFile(parts, path, out);
  for await (const part of parts) {
    if (isLeft(part)) return part;
    if (part.right.text !== '') out(part.right.text.replace(/\n$/, ''));
    if (!(await isRead())) break;
  }
  return right(undefined);
};

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
    await writeText(path, texts());
  } catch (error) {
    if (error instanceof CliFailure) return left(error.error);
    throw error;
  }
  out(`Wrote ${count.toLocaleString('en-US')} predictions to ${path}`);
  return right(undefined);
};
