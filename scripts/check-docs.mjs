// Checks that every public export says what it is: `node scripts/check-docs.mjs`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * Every export without a doc comment or from elsewhere, and every function without an example, one
 * line each. Types get examples of functions where the pages of the reference are made. A program that has read the packages already saves the time.
 */
export function checkDocs(root, given) {
  const entries = readdirSync(join(root, 'packages')).flatMap((name) => entriesOf(root, name));
  const program = given ?? createProgram(entries);
  const checker = program.getTypeChecker();
  const lines = entries.flatMap((entry) =>
    checker
      .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)))
      .flatMap((symbol) => checkSymbol(checker, symbol, root)),
  );
  return [...new Set(lines)].sort();
}

const createProgram = (entries) =>
  ts.createProgram(entries, {
    allowImportingTsExtensions: true,
    customConditions: ['@puregrad/source'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: true,
    target: ts.ScriptTarget.ESNext,
  });

function entriesOf(root, name) {
  const { exports, publishConfig } = JSON.parse(
    readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'),
  );
  // Unpublished entries are for our own tests.
  return Object.entries(exports)
    .filter(([path]) => publishConfig?.exports === undefined || path in publishConfig.exports)
    .map(([, target]) => target)
    .map((entry) => entry['@puregrad/source'])
    .filter((source) => source !== undefined)
    .map((source) => join(root, 'packages', name, source))
    .filter(existsSync);
}

function checkSymbol(checker, exported, root) {
  const symbol =
    exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const [declaration] = symbol.declarations ?? [];
  const file = declaration?.getSourceFile().fileName ?? '';
  if (!file.startsWith(join(root, 'packages')) || file.includes('node_modules'))
    return [`${symbol.name} of ${relative(root, file)} is exported, but no page can describe it`];
  const at = `${relative(root, file)}: ${symbol.name}`;
  const isDocumented = (one) =>
    ts.displayPartsToString(one.getDocumentationComment(checker)) !== '';
  // Options say what they are by their fields.
  if (symbol.name.endsWith('Options') && ts.isInterfaceDeclaration(declaration))
    return [...(symbol.members?.values() ?? [])]
      .filter((member) => member.flags & ts.SymbolFlags.Property && !isDocumented(member))
      .map((member) => `${at}.${member.name} has no doc comment`);
  if (!isDocumented(symbol)) return [`${at} has no doc comment`];
  const type = checker.getTypeOfSymbolAtLocation(symbol, declaration);
  const isFunction = symbol.flags & ts.SymbolFlags.Value && type.getCallSignatures().length > 0;
  const hasExample = symbol.getJsDocTags(checker).some(({ name }) => name === 'example');
  return isFunction && !hasExample ? [`${at} has no example`] : [];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lines = checkDocs(fileURLToPath(new URL('..', import.meta.url)));
  for (const line of lines) console.error(line);
  process.exitCode = lines.length === 0 ? 0 : 1;
}
