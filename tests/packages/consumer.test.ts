import { copyFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { build, type Rollup } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { execute } from './execute.ts';
import { entriesOf, install, manifests } from './packages.ts';

const programs = 'tests/packages/consumer';

describe('a program outside of the repository', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await install('consumer', manifests);
    for (const program of ['program.mjs', 'program.cjs']) {
      copyFileSync(join(programs, program), join(folder, program));
    }
  });

  it.each(['program.mjs', 'program.cjs'])('runs in Node: %s', async (program) => {
    expect(await execute('node', [program], folder)).toMatch(/^ok$/m);
  });

  it('runs as a bundle for browsers', async () => {
    const bundle = await bundleForBrowsers(folder);
    const chunks = bundle.output.filter((file) => file.type === 'chunk');
    const modules = chunks.flatMap(({ moduleIds, imports }) => [...moduleIds, ...imports]);
    expect(modules.filter((id) => isBuiltin(id) || id.includes('browser-external'))).toEqual([]);
    expect(await execute('node', ['bundle/program.mjs'], folder)).toMatch(/^ok$/m);
  });

  it.each([
    ['for browsers', false, []],
    ['for Node', true, ['node']],
  ])('has types that compile: entries %s', async (_, forNode, types) => {
    const entries = manifests.flatMap(entriesOf).filter((id) => id.endsWith('/node') === forNode);
    const source = entries.map((entry, index) => `export * as e${index} from '${entry}';`);
    const options = {
      target: 'es2022',
      lib: ['es2023', 'webworker'],
      module: 'nodenext',
      noEmit: true,
      strict: true,
      skipLibCheck: false,
      typeRoots: [resolve('node_modules/@types')],
      types,
    };
    for (const extension of ['mts', 'cts']) {
      writeFileSync(join(folder, `types.${extension}`), source.join('\n'));
    }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['types.mts', 'types.cts'] }),
    );
    const tsc = resolve('node_modules/typescript/bin/tsc');
    expect(await execute('node', [tsc, '--pretty', 'false'], folder)).toBe('');
  });
});

async function bundleForBrowsers(folder: string): Promise<Rollup.RollupOutput> {
  const bundle = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: 'bundle',
      rollupOptions: {
        input: join(folder, 'program.mjs'),
        output: { entryFileNames: '[name].mjs' },
      },
    },
  });
  return bundle as Rollup.RollupOutput;
}
