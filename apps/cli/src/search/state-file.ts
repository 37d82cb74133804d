import { readFile } from 'node:fs/promises';
import { removeStaleTemporaries } from '@puregrad/trainer/node';
import { decodeSearchState, type SearchState, type Strategy } from '@puregrad/trainer/search';

/** What an earlier search came to, by its file, which is locked; undefined where there was none, a string where it cannot be told. */
export const readState = async <C>(
  path: string,
  strategy: Strategy<C>,
): Promise<SearchState | undefined | string> => {
  await removeStaleTemporaries(path, { areOthersLocked: true });
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return `--state '${path}' cannot be read: ${(error as Error).message}`;
  }
  const state = decodeSearchState(text, strategy);
  return state._tag === 'Right'
    ? state.right
    : `--state '${path}': ${state.left.message}; name another file`;
};
