import type { Random } from '../random.ts';
import { onBytes } from './bytes.ts';
import { bytesOf, type Mutation, textOf } from './mutation.ts';

/** JSON as a tree in which names may be repeated, and scalars are arbitrary texts. */
export type Node =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Node])[] };

const scalar = (text: string): Node => ({ kind: 'scalar', text });

const nodeOf = (value: unknown): Node => {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(nodeOf) };
  if (typeof value === 'object' && value !== null)
    return {
      kind: 'object',
      entries: Object.entries(value).map(([name, of]) => [name, nodeOf(of)] as const),
    };
  return scalar(JSON.stringify(value));
};

export const parseNode = (text: string): Node | undefined => {
  try {
    return nodeOf(JSON.parse(text));
  } catch {
    return undefined; // An earlier mutation made it invalid, or nested it too deeply.
  }
};

export const showNode = (node: Node): string => {
  switch (node.kind) {
    case 'scalar':
      return node.text;
    case 'list':
      return `[${node.items.map(showNode).join(',')}]`;
    case 'object':
      return `{${node.entries.map(([name, of]) => `${JSON.stringify(name)}:${showNode(of)}`).join(',')}}`;
  }
};

const DEEP = 20_000;

/** Values of every kind, most of them wrong in any place. */
const STRANGE: readonly string[] = [
  ...['null', 'true', 'false', '""', '"x"', '[]', '{}', '[[]]', '[null]', '{"a":1}'],
  ...['0', '-0', '1', '-1', '0.5', '3', '1e999', '-1e999', '1e308', '5e-324', '1e39'],
  ...['9007199254740992', '9007199254740993', '4294967296', '1e21', '2147483648'],
  ...[
    'NaN',
    '"NaN"',
    '"1"',
    '"__proto__"',
    '{"number":"NaN"}',
    '{"number":"-0"}',
    '{"__proto__":null}',
  ],
  `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
];

const NAMES: readonly string[] = [
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'length',
    '',
    'a.b',
    '0',
  ],
];

const children = (node: Node): readonly Node[] =>
  node.kind === 'list'
    ? node.items
    : node.kind === 'object'
      ? node.entries.map(([, child]) => child)
      : [];

const withChild = (node: Node, at: number, child: Node): Node =>
  node.kind === 'list'
    ? { kind: 'list', items: node.items.with(at, child) }
    : node.kind === 'object'
      ? { kind: 'object', entries: node.entries.with(at, [node.entries[at]![0], child]) }
      : node;

/** Mutates a random part of the tree, at any depth. */
const somePart = (node: Node, random: Random): Node => {
  const parts = children(node);
  return parts.length === 0 || random.below(3) === 0 ? node : somePart(random.pick(parts), random);
};

const without = <T>(items: readonly T[], at: number): readonly T[] => items.toSpliced(at, 1);

/** Mutates the node itself. */
const changeHere = (node: Node, random: Random, root: Node): Node => {
  const other = () => somePart(root, random);
  if (node.kind === 'object' && random.below(3) > 0) {
    const { entries } = node;
    const at = random.below(entries.length);
    const entry = entries[at];
    const name = random.pick([...NAMES, ...entries.map(([each]) => each)]);
    if (entry === undefined || random.below(4) === 0)
      return { kind: 'object', entries: [...entries, [name, other()]] };
    switch (random.below(3)) {
      case 0:
        return { kind: 'object', entries: without(entries, at) };
      case 1:
        return { kind: 'object', entries: entries.with(at, [name, entry[1]]) };
      default: // A repeated name.
        return { kind: 'object', entries: [...entries, [entry[0], other()]] };
    }
  }
  if (node.kind === 'list' && random.below(3) > 0) {
    const { items } = node;
    const at = random.below(items.length);
    if (items.length === 0 || random.below(4) === 0)
      return { kind: 'list', items: [...items, random.below(2) === 0 ? other() : scalar('1')] };
    return random.below(2) === 0
      ? { kind: 'list', items: without(items, at) }
      : { kind: 'list', items: items.toSpliced(at, 0, items[at]!) };
  }
  switch (random.below(4)) {
    case 0:
      return other();
    case 1:
      return { kind: 'list', items: [node] };
    default:
      return scalar(random.pick(STRANGE));
  }
};

/** If a text in the JSON contains JSON, mutates that. */
const changeText = (text: string, random: Random): string | undefined => {
  if (!text.startsWith('"{') && !text.startsWith('"[')) return undefined;
  const inner: unknown = JSON.parse(text);
  return typeof inner === 'string' ? JSON.stringify(changeJson(inner, random)) : undefined;
};

const change = (node: Node, random: Random, root: Node): Node => {
  const parts = children(node);
  if (node.kind === 'scalar' && random.below(5) > 0) {
    const text = changeText(node.text, random);
    if (text !== undefined) return scalar(text);
  }
  if (parts.length === 0 || random.below(5) === 0) return changeHere(node, random, root);
  const at = random.below(parts.length);
  return withChild(node, at, change(parts[at]!, random, root));
};

/** Mutates a JSON text in one place. A text that is not JSON may stay unchanged. */
export const changeJson = (text: string, random: Random): string => {
  const root = parseNode(text);
  return root === undefined ? text : showNode(change(root, random, root));
};

export const onJson: readonly Mutation[] = [
  (bytes, random, others) =>
    parseNode(textOf(bytes)) === undefined
      ? random.pick(onBytes)(bytes, random, others)
      : bytesOf(changeJson(textOf(bytes), random)),
];
