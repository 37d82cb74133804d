// Holds the public types of each package against the report that is checked in, so that each change of them shows
// in a diff: `node scripts/check-api.mjs`. With `--write` it renews the reports. It reads the built declarations.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const root = process.cwd();
const isWriting = process.argv.includes('--write');
const fresh = join(root, '.reports/api');

/** The entries of a package as `[name, declarations]`: `index` for `.`, else their path. */
function entriesOf(folder) {
  const { publishConfig } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.entries(publishConfig.exports)
    .filter(([, target]) => target.import !== undefined)
    .map(([path, target]) => [path === '.' ? 'index' : path.slice(2), target.import.types]);
}

/** The configuration of API Extractor for one entry, whose report goes into `reportFolder`. */
const configOf = (folder, name, declarations, reportFolder) =>
  ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, declarations),
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            ...{ target: 'ES2022', module: 'NodeNext', lib: ['ES2024', 'DOM'], types: ['node'] },
            ...{ strict: true, skipLibCheck: true },
          },
          files: [declarations],
        },
      },
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFileName: `${name}.api.md`,
        reportFolder,
        reportTempFolder: join(fresh, 'temporary'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });

/** Where the reports of a package are checked in, and where this run makes them. */
const packages = readdirSync(join(root, 'packages')).map((name) => {
  const folder = join(root, 'packages', name);
  const kept = join(folder, 'api');
  return { name, folder, kept, made: isWriting ? kept : join(fresh, name) };
});

function makeReports() {
  const configs = packages.flatMap(({ folder, made }) =>
    entriesOf(folder).map(([entry, types]) => configOf(folder, entry, types, made)),
  );
  // One program for all entries, for most of the time is that of reading them.
  const compilerState = CompilerState.create(configs[0], {
    additionalEntryPoints: configs.slice(1).map((config) => config.mainEntryPointFilePath),
  });
  for (const { made } of packages) {
    rmSync(made, { recursive: true, force: true });
    mkdirSync(made, { recursive: true });
  }
  for (const config of configs) {
    const { errorCount } = Extractor.invoke(config, {
      compilerState,
      localBuild: true,
      messageCallback: (message) => {
        message.handled = true;
        if (message.logLevel === 'error') console.error(message.text);
      },
    });
    if (errorCount > 0) process.exitCode = 1;
  }
}

/** Prints how the reports of a package differ from those that are checked in. */
function compare({ name, kept, made }) {
  if (!existsSync(kept)) mkdirSync(kept);
  const { status, stdout } = spawnSync(
    'git',
    ['diff', '--no-index', '--no-color', relative(root, kept), relative(root, made)],
    { encoding: 'utf8' },
  );
  if (status === 0) return;
  process.exitCode = 1;
  console.error(stdout);
  console.error(`The public types of ${name} have changed. Renew the reports: npm run api`);
}

rmSync(fresh, { recursive: true, force: true });
makeReports();
if (!isWriting) packages.forEach(compare);
