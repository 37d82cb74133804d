import { onBytes } from './bytes.ts';
import { changeJson, type Node, parseNode, showNode } from './json.ts';
import { bytesOf, type Mutation, textOf } from './mutation.ts';

const PREFIX = 8;

const headerLength = (bytes: Uint8Array): number =>
  bytes.length < PREFIX
    ? Number.NaN
    : Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));

/** Removes the checksum, which would reveal every change before anything else is checked. */
const unsealed = (header: string): string => {
  const root = parseNode(header);
  if (root?.kind !== 'object') return header;
  const entries = root.entries.map(([name, node]): readonly [string, Node] =>
    name === '__metadata__' && node.kind === 'object'
      ? [name, { kind: 'object', entries: node.entries.filter(([of]) => of !== 'crc32') }]
      : [name, node],
  );
  return showNode({ kind: 'object', entries });
};

const assembled = (header: string, elements: Uint8Array): Uint8Array => {
  const text = bytesOf(header);
  const prefix = new Uint8Array(PREFIX);
  new DataView(prefix.buffer).setBigUint64(0, BigInt(text.length), true);
  return Buffer.concat([prefix, text, elements]);
};

/** The header's entries, metadata and what is written in them, of a file that has no checksum. */
const changeHeader: Mutation = (bytes, random, others) => {
  const length = headerLength(bytes);
  if (!(PREFIX + length <= bytes.length)) return random.pick(onBytes)(bytes, random, others);
  const header = textOf(bytes.subarray(PREFIX, PREFIX + length));
  return assembled(changeJson(unsealed(header), random), bytes.subarray(PREFIX + length));
};

/** Changes, removes or adds elements. */
const changeElements: Mutation = (bytes, random, others) => {
  const length = headerLength(bytes);
  if (!(PREFIX + length <= bytes.length)) return random.pick(onBytes)(bytes, random, others);
  const header = textOf(bytes.subarray(PREFIX, PREFIX + length));
  const elements = bytes.subarray(PREFIX + length);
  return assembled(unsealed(header), random.pick(onBytes)(elements, random, [elements]));
};

export const onSafetensors: readonly Mutation[] = [changeHeader, changeHeader, changeElements];
