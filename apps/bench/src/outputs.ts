import { writeFileAtomically } from '@puregrad/trainer/node';
import type { Report } from './bench.ts';

const write = async (path: string, text: string): Promise<void> => {
  const written = await writeFileAtomically(path, new TextEncoder().encode(text))();
  if (written._tag === 'Left') throw new Error(written.left.message);
};

/** The times alone, for programs. */
export const writeJson = (path: string, { rows }: Report): Promise<void> =>
  write(
    path,
    `${JSON.stringify(
      rows.map(({ work, subject, threads, variant, medianMs, minMs, maxMs }) => ({
        work,
        subject,
        threads,
        variant,
        medianMs,
        minMs,
        maxMs,
      })),
      undefined,
      2,
    )}\n`,
  );
