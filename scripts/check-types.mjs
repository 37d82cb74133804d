// Checks the types of everything, and that public exports say what they are: `node scripts/check-types.mjs`.
// Each file is read once, however many programs it is part of.
import { join } from 'node:path';
import ts from 'typescript';
import { checkDocs } from './check-docs.mjs';

const root = process.cwd();

/** Sources and tests for Node; what browsers run, without Node's types; the scripts of the site. */
const projects = ['tsconfig.json', 'tsconfig.browser.json', 'docs/tsconfig.json'];

const parsed = new Map();

function createProgram(project) {
  const { options, fileNames, errors } = ts.getParsedCommandLineOfConfigFile(
    join(root, project),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => report([problem]) },
  );
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (file, language, ...rest) => {
    const key = `${file} ${JSON.stringify(language)}`;
    if (!parsed.has(key)) parsed.set(key, read.call(host, file, language, ...rest));
    return parsed.get(key);
  };
  const program = ts.createProgram(fileNames, options, host);
  report([
    ...errors,
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getOptionsDiagnostics(),
  ]);
  return { program, own: fileNames.map((file) => program.getSourceFile(file)) };
}

function report(problems) {
  if (problems.length === 0) return;
  process.exitCode = 1;
  console.error(
    ts.formatDiagnostics(problems, {
      getCanonicalFileName: (file) => file,
      getCurrentDirectory: () => root,
      getNewLine: () => '\n',
    }),
  );
}

for (const project of projects) {
  const { program, own } = createProgram(project);
  // Of a file that a project only imports, another one takes care.
  for (const file of own) {
    report([
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
      // The requirements of `isolatedDeclarations`.
      ...(program.getCompilerOptions().declaration ? program.getDeclarationDiagnostics(file) : []),
    ]);
  }
  report(program.getGlobalDiagnostics());
  if (project !== projects[0]) continue;
  for (const line of checkDocs(root, program)) {
    process.exitCode = 1;
    console.error(line);
  }
}
