import { ArgumentError } from '@puregrad/tensors';

/** @throws ArgumentError for a delimiter that cannot separate values. */
export const checkDelimiter = (operation: string, delimiter: string | undefined): void => {
  if (delimiter !== undefined && (delimiter === '' || /["\r\n\uFEFF]/.test(delimiter)))
    throw new ArgumentError(
      `${operation}: the delimiter must be a text without quotes and line breaks, got ${JSON.stringify(delimiter)}; leave it out to have it found`,
    );
};
