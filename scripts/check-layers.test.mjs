import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkLayers } from './check-layers.mjs';

const arrows = { 'packages/low': [], 'packages/high': ['low'] };

/** Two packages that keep every rule. */
const good = {
  'package.json': { devDependencies: { vitest: '1' } },
  'packages/low/package.json': {
    name: '@puregrad/low',
    exports: { '.': { '@puregrad/source': './src/index.ts' } },
  },
  'packages/low/src/index.ts': "export * from './two.ts';",
  'packages/low/src/two.ts': 'export const two = 2;',
  'packages/high/package.json': {
    name: '@puregrad/high',
    exports: {
      '.': { '@puregrad/source': './src/index.ts' },
      './node': { '@puregrad/source': './src/node.ts' },
    },
    dependencies: { '@puregrad/low': 'workspace:^' },
    peerDependencies: { 'fp-ts': '1' },
  },
  'packages/high/src/index.ts':
    "import { two } from '@puregrad/low';\nimport type { Either } from 'fp-ts/lib/Either.js';",
  'packages/high/src/index.test.ts':
    "import { it } from 'vitest';\nimport { readFile } from 'node:fs';",
  'packages/high/src/node.ts': "import { readFile } from 'node:fs/promises';",
};

const roots = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** The output of the check for the good tree with these files added. */
function check(files) {
  const root = mkdtempSync(join(tmpdir(), 'puregrad-layers-'));
  roots.push(root);
  for (const [path, content] of Object.entries({ ...good, ...files })) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(
      join(root, path),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  }
  return checkLayers(root, arrows);
}

describe('checkLayers', () => {
  it('finds nothing in a good tree', () => {
    expect(check({})).toEqual([]);
  });

  it.each([
    ["import 'lodash';", "'lodash' is not declared"],
    ["import type { Test } from 'vitest';", "'vitest' is not declared"],
    ["export * from '../../low/src/two.ts';", "'../../low/src/two.ts' reaches out of the package"],
    ["import type { a } from '../package.json';", "'../package.json' reaches out of the package"],
    [
      "export { two } from '@puregrad/low/src/two.ts';",
      "'@puregrad/low/src/two.ts' reaches into another package",
    ],
    [
      "const later = () => import('@puregrad/low/dist/x.mjs');",
      "'@puregrad/low/dist/x.mjs' reaches into another package",
    ],
    ["type T = import('@puregrad/high').T;", "'@puregrad/high' is not declared"],
    ["import './gone.ts';", "'./gone.ts' is not a file"],
    ["import './index.test.ts';", "'./index.test.ts' is for tests only"],
  ])('refuses %s', (source, problem) => {
    expect(check({ 'packages/high/src/other.ts': source })).toEqual([
      `packages/high/src/other.ts: ${problem}`,
    ]);
  });

  it('refuses an arrow upwards, in the source and in package.json', () => {
    expect(
      check({
        'packages/low/package.json': {
          name: '@puregrad/low',
          exports: { '.': { '@puregrad/source': './src/index.ts' } },
          devDependencies: { '@puregrad/high': 'workspace:^' },
        },
        'packages/low/src/index.ts': "import type { High } from '@puregrad/high';",
      }),
    ).toEqual([
      'packages/low/package.json: the arrows do not allow @puregrad/high, in tests neither',
      "packages/low/src/index.ts: '@puregrad/high' is not declared",
    ]);
  });

  it('refuses a package that the table does not know', () => {
    expect(check({ 'packages/new/package.json': { name: '@puregrad/new' } })).toEqual([
      'packages/new: not in the table of arrows',
    ]);
  });

  it('refuses what is built into Node where an entry for browsers reaches it', () => {
    expect(
      check({
        'packages/low/src/two.ts': "import type { Stats } from 'fs';\nexport * from 'node:path';",
      }),
    ).toEqual([
      "packages/low/src/two.ts: 'fs' is only for ./node, browsers run this",
      "packages/low/src/two.ts: 'node:path' is only for ./node, browsers run this",
    ]);
  });

  it('refuses a cycle of imports, of types only too', () => {
    expect(
      check({
        'packages/low/src/two.ts': "export * from './parts/three.ts';",
        'packages/low/src/parts/three.ts': "import type { Two } from '../two.ts';",
      }),
    ).toEqual(['import cycle: two.ts → parts/three.ts → two.ts']);
  });
});
