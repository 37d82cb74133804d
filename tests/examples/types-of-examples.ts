import { join, sep } from 'node:path';
import ts from 'typescript';
import type { Example } from './collect.ts';

const options: ts.CompilerOptions = {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  customConditions: ['@puregrad/source'],
  lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ESNext,
  types: ['node'],
};

/** The files that examples import, and the libraries: read once for all calls. */
const read = new Map<string, ts.SourceFile | undefined>();

/** The errors of the compiler for examples, under strict settings: a line each, with its position. */
export const typeErrors = (root: string, examples: readonly Example[]): readonly string[] => {
  // In the documentation, which has every package among its own.
  const folder = join(root, 'docs').split(sep).join('/');
  const byPath = new Map(examples.map((one, i) => [`${folder}/example-${i}.ts`, one]));
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...byPath.keys()], options, {
    ...host,
    getCurrentDirectory: () => folder,
    fileExists: (path) => byPath.has(path) || host.fileExists(path),
    getSourceFile: (path, version) => {
      const example = byPath.get(path);
      if (example !== undefined)
        return ts.createSourceFile(path, `${example.code}\nexport {};\n`, version);
      if (!read.has(path)) read.set(path, host.getSourceFile(path, version));
      return read.get(path);
    },
  });
  return [...byPath].flatMap(([path, { file, line }]) => {
    const source = program.getSourceFile(path);
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ start = 0, messageText }) => {
      const below = source === undefined ? 0 : source.getLineAndCharacterOfPosition(start).line;
      return `${file}:${line + below}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
};
