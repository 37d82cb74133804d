/** A tip for a name: its type, and a sentence. */
export interface Tip {
  readonly type: string;
  readonly sentence: string;
  /** Where, from the top left of the window. */
  readonly x: number;
  readonly y: number;
}

type Signatures = Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>>;

let signatures: Promise<Signatures> | undefined;

/** As `api.mjs` left them; loaded when a pointer first rests on an imported name. */
const load = (): Promise<Signatures> => {
  signatures ??= fetch(`${import.meta.env.BASE_URL}signatures.json`)
    .then((response): Signatures | Promise<Signatures> => (response.ok ? response.json() : {}))
    .catch(() => ({}));
  return signatures;
};

/** The packages that code imports its names from. */
const importsOf = (code: string): ReadonlyMap<string, string> =>
  new Map(
    [...code.matchAll(/import\s*\{([^}]*)\}\s*from\s*'([^']+)'/g)].flatMap(([, names, from]) =>
      [...names!.matchAll(/[\w$]+/g)].map(([name]) => [name, from!] as const),
    ),
  );

/** The word under a point, and where it stands. */
const wordAt = (x: number, y: number): { word: string; box: DOMRect } | undefined => {
  const range = document.caretRangeFromPoint?.(x, y) ?? fromPosition(x, y);
  const node = range?.startContainer;
  if (range === undefined || !(node instanceof Text)) return undefined;
  const before = /[\w$]*$/.exec(node.data.slice(0, range.startOffset))![0];
  const after = /^[\w$]*/.exec(node.data.slice(range.startOffset))![0];
  range.setStart(node, range.startOffset - before.length);
  range.setEnd(node, range.startOffset + before.length + after.length);
  const box = range.getBoundingClientRect();
  const isIn = x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  return isIn ? { word: before + after, box } : undefined;
};

/** Where `caretRangeFromPoint` is not there. */
const fromPosition = (x: number, y: number): Range | undefined => {
  const position = document.caretPositionFromPoint?.(x, y);
  if (position == null) return undefined;
  const range = document.createRange();
  range.setStart(position.offsetNode, position.offset);
  return range;
};

/** The tip for the name under a point, if the code imports it from one of our packages. */
export const tipAt = async (x: number, y: number, code: string): Promise<Tip | undefined> => {
  const found = wordAt(x, y);
  const from = found && importsOf(code).get(found.word);
  if (found === undefined || from === undefined) return undefined;
  const [type, sentence] = (await load())[from]?.[found.word] ?? [];
  if (type === undefined || sentence === undefined) return undefined;
  return { type, sentence, x: found.box.left, y: found.box.bottom };
};
