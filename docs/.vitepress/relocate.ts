import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parseSync } from 'vite';

/**
 * The site is built for this folder of a host, and then made one that lies in any: VitePress writes
 * addresses from the root of a host into pages and programs, and knows no relative ones.
 */
export const PLACEHOLDER = '/puregrad-base/';

/** Makes what was built work from wherever it is put. */
export const relocate = (folder: string): void => {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const change = changes[/\.(\w+)$/.exec(file)?.[1] ?? ''];
    if (change === undefined) continue;
    const before = readFileSync(join(folder, file), 'utf8');
    if (!before.includes(PLACEHOLDER)) continue;
    const up = '../'.repeat(file.split(sep).length - 1) || './';
    writeFileSync(join(folder, file), change(before, up));
  }
};

/** The change of a file, by its extension; `up` is the path from its folder to that of the site. */
const changes: Readonly<Record<string, (text: string, up: string) => string>> = {
  css: (css, up) => css.replaceAll(PLACEHOLDER, up),
  js: (code, up) => relocateCode(code, `new URL("${up}",import.meta.url).pathname`),
  html: (html, up) => relocatePage(html, up),
};

/**
 * Addresses in a page are relative, so that its links lead somewhere without JavaScript too. Before
 * the router starts they become absolute: the frame stays when the address changes.
 */
const relocatePage = (html: string, up: string): string => {
  const base = `new URL("${up}",document.baseURI).pathname`;
  const parts = html.split(/(<script(?: [^>]*)?>[\s\S]*?<\/script>)/);
  const relocated = parts.map((part) => {
    const [, open, code, close] = /^(<script[^>]*>)([\s\S]+)(<\/script>)$/.exec(part) ?? [];
    return code === undefined
      ? part.replaceAll(PLACEHOLDER, up)
      : open + relocateCode(code, base) + close;
  });
  return relocated.join('').replace('</body>', `<script>${makeAbsolute}</script></body>`);
};

const makeAbsolute = `for (const name of ['href', 'src'])
  for (const one of document.querySelectorAll('[' + name + '^="."]')) {
    const { pathname, search, hash } = new URL(one[name]);
    one.setAttribute(name, pathname + search + hash);
  }`;

/** In each text of a program, the value of `base` replaces the placeholder. */
const relocateCode = (code: string, base: string): string => {
  if (!code.includes(PLACEHOLDER)) return code;
  const { program, errors } = parseSync('code.js', code);
  if (errors.length > 0)
    throw new Error(`the site's code could not be read: ${errors[0]!.message}`);
  const suffix = `.replaceAll("${PLACEHOLDER.slice(0, -1)}"+"/",${base})`;
  let out = code;
  for (const end of endsOfTexts(program, code).toReversed())
    out = out.slice(0, end) + suffix + out.slice(end);
  return out;
};

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Where the texts end that hold the placeholder, in order. */
const endsOfTexts = (node: Node, code: string): readonly number[] => {
  if (!code.slice(node.start, node.end).includes(PLACEHOLDER)) return [];
  if (node.type === 'Literal' || node.type === 'TemplateLiteral') return [node.end];
  return Object.values(node)
    .flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
    .flatMap((child) => endsOfTexts(child, code))
    .toSorted((a, b) => a - b);
};
