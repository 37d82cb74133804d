import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { expect, it } from 'vitest';
import { execute } from './execute.ts';
import { install, manifests } from './packages.ts';

/** What a page loads that trains a network. */
const core = ['tensors', 'autodiff', 'layers', 'optimizers', 'trainer'];
const MOST_KILOBYTES = 68;

it(`all of the core is at most ${MOST_KILOBYTES} KB in a bundle, minified and gzipped`, async () => {
  const names = core.map((name) => `@puregrad/${name}`);
  const folder = await install(
    'size',
    manifests.filter(({ name }) => names.includes(name)),
  );
  // By name, as pages import: a namespace object would bring the names of everything along.
  const imports = await Promise.all(
    names.map(async (name, i) => {
      const keys = await execute(
        'node',
        ['--input-type=module', '-e', `console.log(Object.keys(await import('${name}')).join())`],
        folder,
      );
      const bound = keys
        .trim()
        .split(',')
        .map((key) => [key, `m${i}_${key}`] as const);
      return {
        line: `import { ${bound.map(([key, local]) => `${key} as ${local}`)} } from '${name}';`,
        locals: bound.map(([, local]) => local),
      };
    }),
  );
  writeFileSync(
    join(folder, 'main.mjs'),
    [
      ...imports.map(({ line }) => line),
      `console.log(${imports.flatMap(({ locals }) => locals)});`,
    ].join('\n'),
  );
  const bundle = (await build({
    root: folder,
    logLevel: 'warn',
    configFile: false,
    build: {
      write: false,
      minify: true,
      modulePreload: false,
      rolldownOptions: { input: join(folder, 'main.mjs') },
    },
  })) as Rolldown.RolldownOutput;
  const code = bundle.output.map((file) => ('code' in file ? file.code : '')).join('');
  const kilobytes = gzipSync(code, { level: 9 }).length / 1000;
  console.log(
    `${core.join(' + ')}: ${kilobytes.toFixed(1)} KB gzipped, ${(code.length / 1000).toFixed(0)} KB minified`,
  );
  // A bundle without the packages would be small too.
  for (const text of ['WebAssembly engine', 'optimizer', 'checkpoint'])
    expect(code).toContain(text);
  expect(kilobytes).toBeLessThanOrEqual(MOST_KILOBYTES);
});
