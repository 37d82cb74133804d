import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { execute } from './execute.ts';
import { install, manifests } from './packages.ts';

const autodiff = manifests.filter(({ name }) => name === '@puregrad/autodiff');

/** Ways to use two copies, A and B, at once; each prints what it computes. */
const mixtures: Readonly<Record<string, readonly [code: string, printed: string]>> = {
  'a gradient by one copy, of operations of the other': [
    'B.grad((w) => A.sum(A.mul(w, w)))(A.tensor([1, 2, 3]))',
    '[2,4,6]',
  ],
  'a gradient of operations of both': [
    'B.grad((w) => A.sum(B.add(w, A.mul(w, w))))(B.tensor([1, 2, 3]))',
    '[3,5,7]',
  ],
  'a second derivative, one order by each': [
    'A.grad((v) => A.sum(B.grad((w) => B.sum(A.mul(A.mul(w, w), w)))(v)))(A.tensor([1, 2]))',
    '[6,12]',
  ],
  'a directional derivative inside a gradient': [
    'A.grad((v) => B.jvp((w) => A.sum(B.mul(w, B.mul(w, v))), v, B.ones([2]))[1])(A.tensor([1, 2]))',
    '[4,8]',
  ],
  'a function compiled by one copy, of operations of the other': [
    'A.compile((x) => B.add(B.mul(x, x), A.tensor([1, 1])))(B.tensor([2, 3]))',
    '[5,10]',
  ],
  'a gradient inside a compiled function': [
    'A.compile((x) => B.grad((w) => A.sum(B.square(w)))(x))(B.tensor([2, 3]))',
    '[4,6]',
  ],
  'a compiled function inside a gradient': [
    'B.grad((w) => B.sum(A.compile((x) => A.mul(x, B.tensor([3, 4])))(w)))(B.tensor([2, 3]))',
    '[3,4]',
  ],
  'what is in the memory of one copy, computed with by the other': [
    `(() => {
      const a = A.compile((x) => A.mul(x, 2)), b = B.compile((x) => B.add(x, 1));
      let x = A.ones([2]);
      for (let i = 0; i < 4; i++) x = i % 2 ? a(b(x)) : b(a(x));
      return x;
    })()`,
    '[36,36]',
  ],
  'a donation to the other copy': [
    `(() => {
      const double = B.compile((x) => B.mul(x, 2), { donate: [0] });
      const x = A.compile((x) => A.add(x, 1))(A.ones([2])), y = double(x);
      try { x.toArray(); } catch (error) {
        if (error instanceof A.DonatedTensorError && error instanceof B.PuregradError
          && !(error instanceof B.ShapeError)) return double(y);
      }
    })()`,
    '[8,8]',
  ],
  'a call with tensors of the other copy: one trace': [
    `(() => {
      const f = A.compile((x) => A.mul(x, 2));
      for (let i = 0; i < 5; i++) f(i % 2 ? A.ones([2]) : B.ones([2]));
      return A.scalar(f.traceCount);
    })()`,
    '1',
  ],
  'numbers that repeat': ['A.compile((x) => A.mul(x, B.ones([2])))(B.full([2], 3))', '[3,3]'],
  'a large product': [
    'A.slice(A.matmul(B.ones([256, 256]), A.ones([256, 256])), [0, 0], [1, 2])',
    '[[256,256]]',
  ],
  'a released tensor': [
    `(() => {
      const x = A.tensor([1]);
      B.release(x);
      try { x.toArray(); } catch (error) { return B.scalar(error instanceof B.DonatedTensorError ? 1 : 0); }
    })()`,
    '1',
  ],
  'a tree of both': ['A.zipTrees({ w: B.tensor([1]) }, { w: A.tensor([2]) }, B.add).w', '[3]'],
};

const loadTwice = `
  import { createRequire } from 'node:module';
  const require = createRequire(import.meta.url);
  const names = ['@puregrad/tensors', '@puregrad/tensors/interpreters', '@puregrad/autodiff'];
  const A = Object.assign({}, ...(await Promise.all(names.map((name) => import(name)))));
  const B = Object.assign({}, ...names.map((name) => require(name)));
  if (A.tensor === B.tensor) throw new Error('this is one copy');
`;

describe('@puregrad/tensors twice in a program, as an ES module and as CommonJS', () => {
  let results: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const folder = await install('two-copies', autodiff);
    const lines = Object.entries(mixtures).map(
      ([name, [code]]) =>
        `try { results[${JSON.stringify(name)}] = JSON.stringify((${code}).toArray()); }
         catch (error) { results[${JSON.stringify(name)}] = String(error); }`,
    );
    writeFileSync(
      join(folder, 'program.mjs'),
      [
        loadTwice,
        'const results = {};',
        ...lines,
        // And with the names exchanged.
        ...lines.map((line) =>
          line
            .replaceAll(/\b[AB]\./g, (name) => (name === 'A.' ? 'B.' : 'A.'))
            .replaceAll('results["', 'results["exchanged: '),
        ),
        'console.log(JSON.stringify(results));',
      ].join('\n'),
    );
    results = JSON.parse(await execute('node', ['program.mjs'], folder));
  });

  it.each(Object.entries(mixtures))('computes %s', (name, [, printed]) => {
    expect(results[name]).toBe(printed);
    expect(results[`exchanged: ${name}`]).toBe(printed);
  });
});

describe('@puregrad/tensors in two versions', () => {
  const meetings: Readonly<Record<string, string>> = {
    'an operation': 'A.add(B.ones([1]), 1)',
    'operands of both': 'A.add(A.ones([1]), B.ones([1]))',
    'a gradient': 'grad((w) => B.sum(B.mul(w, w)))(A.tensor([1, 2, 3]))',
    'a compiled function': 'A.compile((x) => x)(B.ones([1]))',
    'what is compiled': 'A.compile((x) => B.mul(x, 2))(A.ones([1]))',
    'a captured tensor': 'A.compile((x) => A.mul(x, B.tensor([2, 2])))(A.ones([2]))',
    'a tree': 'A.mapTree({ w: B.ones([1]) }, (w) => w)',
    isTensor: 'A.isTensor(B.ones([1]))',
  };
  let results: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const folder = await install('two-versions', autodiff);
    await execute('cp', ['-r', 'node_modules/@puregrad/tensors', 'other'], folder);
    // As the next release would be built.
    const version = manifests.find(({ name }) => name === '@puregrad/tensors')!.version;
    const files = (
      await execute('grep', ['-rlF', version, 'other/dist', 'other/package.json'], folder)
    )
      .trim()
      .split('\n');
    expect(files.length).toBeGreaterThan(1);
    for (const file of files)
      writeFileSync(
        join(folder, file),
        readFileSync(join(folder, file), 'utf8').replaceAll(version, '9.8.7'),
      );
    writeFileSync(
      join(folder, 'program.mjs'),
      [
        "import * as A from '@puregrad/tensors';",
        "import { grad } from '@puregrad/autodiff';",
        "import * as B from './other/dist/index.mjs';",
        'const results = {};',
        ...Object.entries(meetings).map(
          ([name, code]) =>
            `try { ${code}; } catch (error) { results[${JSON.stringify(name)}] = String(error); }`,
        ),
        'console.log(JSON.stringify(results));',
      ].join('\n'),
    );
    results = JSON.parse(await execute('node', ['program.mjs'], folder));
  });

  it.each(Object.keys(meetings))('says so at the first meeting: %s', (name) => {
    expect(results[name]).toMatch(
      /PuregradError: two copies of @puregrad\/tensors are loaded: (\d+\.\d+\.\d+ and 9\.8\.7|9\.8\.7 and \d+\.\d+\.\d+); .*npm dedupe/,
    );
  });
});

it('no package brings a copy of tensors along: it is a peer', () => {
  const bringing = manifests.filter(({ dependencies }) => dependencies?.['@puregrad/tensors']);
  expect(bringing.map(({ name }) => name)).toEqual([]);
});
