// `npm run mutation -- [PACKAGE[:GLOB] …]`: how much of each package's code its unit tests would miss if it were
// wrong. StrykerJS changes one place at a time and runs the tests that reach it. Prints each mutant that survived,
// with the reason that survivors.md gives for it, and a table; leaves both in .reports/mutation/, and fails below
// 90 % in any package.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { run } from '../processes.mjs';

const WANTED = 90;
const folder = '.reports/mutation';

/** The files of each package, below its `src`, that carry its arithmetic or read what others wrote. */
const packages = {
  optimizers: ['**'],
  losses: ['**'],
  metrics: ['**'],
  regularizers: ['**'],
  layers: ['**'],
  autodiff: ['derivatives.ts', 'vjp-rules/**', 'jvp-rules/**'],
  data: ['**'],
};

const without = ['*.test.ts', '*.test-d.ts', 'testing/**', 'index.ts'];

/** Why a mutant may survive: `- FILE `LINE` → `REPLACEMENT`: REASON`. */
const reasons = new Map(
  [
    ...readFileSync(new URL('survivors.md', import.meta.url), 'utf8').matchAll(
      /^- (\S+) `(.*?)` → `(.*?)`: (.*)$/gm,
    ),
  ].map(([, file, line, replacement, reason]) => [`${file}\0${line}\0${replacement}`, reason]),
);

async function mutate(name, globs) {
  const source = `packages/${name}/src`;
  const files = [
    ...globs.map((glob) => `${source}/${glob}${/\*\*$/.test(glob) ? '/*.ts' : ''}`),
    ...without.map((glob) => `!${source}/**/${glob}`),
  ];
  const env = { ...process.env, MUTATED_PACKAGE: name, MUTATED_FILES: files.join(',') };
  const code = await run('stryker', ['run', 'scripts/mutation/stryker.config.mjs'], { env });
  if (code !== 0) throw new Error(`StrykerJS ended with ${code} for ${name}.`);
  return readReport(name);
}

function readReport(name) {
  const report = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
  const mutants = Object.entries(report.files).flatMap(([file, { source, mutants }]) =>
    mutants.map((mutant) => ({
      ...mutant,
      file,
      text: source.split('\n')[mutant.location.start.line - 1].trim(),
      replacement: mutant.replacement?.split('\n')[0] ?? '',
    })),
  );
  const count = (...states) => mutants.filter(({ status }) => states.includes(status)).length;
  const killed = count('Killed', 'Timeout');
  const left = mutants.filter(({ status }) => ['Survived', 'NoCoverage'].includes(status));
  return {
    name,
    killed,
    left,
    spent: spentReasons(Object.keys(report.files), left),
    ignored: count('Ignored'),
    score: (100 * killed) / Math.max(1, killed + left.length),
  };
}

const keyOf = ({ file, text, replacement }) => `${file}\0${text}\0${replacement}`;

/** Reasons for mutants that are killed by now, or gone. */
function spentReasons(files, left) {
  const needed = new Set(left.map(keyOf));
  return [...reasons.keys()].filter(
    (key) => files.includes(key.split('\0')[0]) && !needed.has(key),
  );
}

function show({ left, spent }) {
  const survivors = left.map((mutant) => {
    const { file, text, location, mutatorName, replacement, status } = mutant;
    const { line, column } = location.start;
    const unreached = status === 'NoCoverage' ? ', reached by no test' : '';
    const reason = reasons.get(keyOf(mutant)) ?? 'no reason known';
    return `${file}:${line}:${column} ${mutatorName}${unreached}\n    ${text}\n    → ${replacement}\n    ${reason}`;
  });
  return [
    ...survivors,
    ...spent.map((key) => `no longer needed in survivors.md: ${key.replaceAll('\0', ' → ')}`),
  ];
}

async function main(args) {
  const chosen = args.length === 0 ? Object.keys(packages) : args;
  mkdirSync(folder, { recursive: true });
  const results = [];
  for (const argument of chosen) {
    const [name, glob] = argument.split(':');
    if (!Object.hasOwn(packages, name)) {
      console.error(`There is no package '${name}' here: ${Object.keys(packages).join(', ')}.`);
      return 1;
    }
    const result = await mutate(name, glob === undefined ? packages[name] : [glob]);
    console.log(show(result).join('\n'));
    results.push(result);
  }
  const table = results.map(
    ({ name, killed, left, ignored, score }) =>
      `${name.padEnd(14)} ${String(killed).padStart(5)} killed ${String(left.length).padStart(5)} survived  ${score.toFixed(1).padStart(5)} %  (${ignored} texts of errors not tried)`,
  );
  console.log(table.join('\n'));
  writeFileSync(
    `${folder}/survivors.txt`,
    `${[...results.flatMap(show), '', ...table].join('\n')}\n`,
  );
  return results.every(({ score }) => score >= WANTED) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
