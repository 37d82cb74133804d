import { decompress } from '../reading/decompress.ts';
import { type Parts, peek } from '../reading/parts.ts';
import { rowsOfPlainParts } from '../reading/read-rows.ts';
import type { Rows, RowsParser } from '../reading/rows.ts';
import { TableFault } from '../reading/table-fault.ts';
import { type Form, formOf } from './form-of.ts';
import { jsonRowParser } from './json-rows.ts';

/** A file in a form that only libraries read. */
export interface BinaryTable {
  readonly source: string;
  readonly form: 'parquet' | 'arrow file' | 'arrow stream';
  readonly parts: Parts;
  /** Columns whose lists and objects are gaps. */
  readonly ignore: ReadonlySet<string>;
}

export type BinaryReader = (table: BinaryTable) => AsyncGenerator<Rows>;

export interface RowsOptions {
  readonly source: string;
  /** The parser of delimited text. */
  readonly parser: RowsParser;
  /** Whether the bytes are delimited text, whatever they look like. */
  readonly isText: boolean;
  /** Columns whose lists and objects are gaps. */
  readonly ignore: ReadonlySet<string>;
  readonly binary: BinaryReader | undefined;
}

/** The bytes that tell the form. */
const HEAD = 2048;

/** Forms that are no tables, with the remedy. */
const OTHERS: Partial<Readonly<Record<Form, string>>> = {
  npz: 'holds arrays of NumPy and not a table; name it .npz, or read it with readNpzArrays',
  npy: 'holds an array of NumPy and not a table; save inputs x and targets y with np.savez in a file .npz',
  'feather 1': 'is a Feather file of version 1; write it anew, in version 2',
  'encrypted parquet': 'is an encrypted Parquet file; write it without encryption',
};

const fault = (source: string, why: string): TableFault =>
  new TableFault({ _tag: 'UnexpectedContents', source, message: `${source} ${why}` });

const rowsIn = (form: Form, parts: Parts, options: RowsOptions): AsyncGenerator<Rows> => {
  const { source, parser, ignore, binary } = options;
  switch (form) {
    case 'json':
      return rowsOfPlainParts(source, parts, jsonRowParser({ source, ignore }));
    case 'parquet':
    case 'arrow file':
    case 'arrow stream':
      if (binary === undefined)
        throw fault(source, `is a ${form}; readTableFile of @puregrad/data/node reads it`);
      return binary({ source, form, parts, ignore });
    default:
      if (OTHERS[form] !== undefined) throw fault(source, OTHERS[form]);
      return rowsOfPlainParts(source, parts, parser);
  }
};

/** The rows of a file in the form that its first bytes tell: it may be compressed, whatever the form inside. */
export async function* rowsOfBytes(parts: Parts, options: RowsOptions): AsyncGenerator<Rows> {
  const { source, isText } = options;
  const outer = await peek(parts, HEAD);
  try {
    if (formOf(outer.head) === 'npz') throw fault(source, OTHERS.npz!);
    const inner = await peek(decompress(source, outer.all), HEAD);
    try {
      yield* rowsIn(isText ? 'text' : formOf(inner.head), inner.all, options);
    } finally {
      inner.close();
    }
  } finally {
    outer.close();
  }
}

/** The parser for a text that is delimited text or JSON. */
export const parserOfText = (
  text: string,
  { source, parser, isText, ignore }: Omit<RowsOptions, 'binary'>,
): RowsParser => {
  const head = new TextEncoder().encode(text.slice(0, HEAD));
  return !isText && formOf(head) === 'json' ? jsonRowParser({ source, ignore }) : parser;
};
