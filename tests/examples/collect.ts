import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A TypeScript fence of a page or of a doc comment. */
export interface Example {
  readonly file: string;
  /** Of its first line of code, from 1. */
  readonly line: number;
  readonly code: string;
}

const filesBelow = (root: string, folder: string): readonly string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      )
    : [];

const workspaces = (root: string): readonly string[] =>
  ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(group, name)),
  );

/** Every fence marked `ts` under `root`. */
export const collectExamples = (root: string): readonly Example[] => {
  const folders = workspaces(root);
  const pages = [
    'README.md',
    ...filesBelow(root, 'docs').filter(
      // The pages of the API are made from the doc comments.
      (file) => file.endsWith('.md') && !/^docs[\\/](api|node_modules)[\\/]/.test(file),
    ),
    ...folders.map((folder) => join(folder, 'README.md')),
  ];
  const sources = folders
    .flatMap((folder) => filesBelow(root, join(folder, 'src')))
    .filter((file) => file.endsWith('.ts') && !/\.test(-d)?\.ts$/.test(file));
  const fences = (files: readonly string[], prefix: string): readonly Example[] =>
    files
      .filter((file) => existsSync(join(root, file)))
      .flatMap((file) => fencesOf(file, readFileSync(join(root, file), 'utf8'), prefix));
  return [...fences(pages, ''), ...fences(sources, ' * ')];
};

const fencesOf = (file: string, text: string, prefix: string): readonly Example[] => {
  const lines = text.split('\n');
  const fences: Example[] = [];
  lines.forEach((opening, i) => {
    if (opening.trim() !== `${prefix}\`\`\`ts`.trim()) return;
    const end = lines.findIndex((line, j) => j > i && line.trim() === `${prefix}\`\`\``.trim());
    const code = lines.slice(i + 1, end).map((line) => unprefixed(line, prefix));
    fences.push({ file, line: i + 2, code: code.join('\n') });
  });
  return fences;
};

const unprefixed = (line: string, prefix: string): string =>
  prefix === '' ? line : line.replace(/^\s*\* ?/, '');
