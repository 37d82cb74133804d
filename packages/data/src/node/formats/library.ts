import { TableFault } from '../../table/reading/table-fault.ts';
import { codeOf } from '../file-error.ts';

/** A library that is installed only by those who need it. */
export interface OptionalLibrary<T> {
  /** What it reads, such as `a Parquet file`. */
  readonly reads: string;
  /** The packages that `npm install` is to install. */
  readonly packages: string;
  readonly load: () => Promise<T>;
}

/** The loaded library. A missing one is a fault of the source that needs it. */
export const loadLibrary = async <T>(
  source: string,
  { reads, packages, load }: OptionalLibrary<T>,
): Promise<T> => {
  try {
    return await load();
  } catch (error) {
    if (!/^(ERR_)?MODULE_NOT_FOUND$/.test(codeOf(error))) throw error;
    throw new TableFault({
      _tag: 'MissingLibrary',
      source,
      library: packages,
      message: `${source} is ${reads}, which needs another package: npm install ${packages}`,
    });
  }
};

/** The message of a library's own error. Those of the platform, such as those of reads past an end, help nobody. */
export const messageOfLibrary = (error: unknown): string => {
  const { name, message } = error as Partial<Error>;
  return name === 'Error' && message !== undefined && !/undefined|null|function/.test(message)
    ? message
    : 'its bytes are damaged';
};
