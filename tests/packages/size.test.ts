import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { execute } from './execute.ts';
import { entriesOf, install, manifests } from './packages.ts';

/** Large parts of the packages, each by a text that is in it and nowhere else. */
const parts = {
  kernels: 'lies outside an axis of length',
  recorder: 'were read while compile traces the function',
  'code generator': 'imports come before definitions',
  workers: 'the run was given up',
  'GPU engine': 'the GPU engine needs gpu.js',
  explain: 'read and written',
  'ROC curve': 'needs examples of ',
  derivatives: 'has no derivative; differentiate with respect to floats',
  descriptions: 'not a network description',
  'model files': 'not a safetensors file',
  checkpoints: 'a damaged checkpoint',
  training: 'one for each example, got',
  diagnosis: 'a step changes the weights of',
  zip: 'invalid zip data',
  CSV: 'delimitersToGuess',
} as const;
type Part = keyof typeof parts;

const engine: readonly Part[] = ['kernels', 'code generator', 'workers'];
const compiler: readonly Part[] = [...engine, 'recorder'];
const trainer: readonly Part[] = [...compiler, 'derivatives', 'training'];
const files: readonly Part[] = ['descriptions', 'model files'];

/**
 * What a page imports; the most kilobytes that its bundle has then, minified and gzipped, which is a little
 * more than was measured; and the parts that are in it, where all others are not. `*` is all of an entry.
 */
const imports: readonly (readonly [
  names: string,
  entry: string,
  most: number,
  brings: readonly Part[],
])[] = [
  ['tensor', 'tensors', 3.8, []],
  ['tensor, add', 'tensors', 9.6, ['kernels']],
  ['key, normal', 'tensors', 9.9, ['kernels']],
  ['matmul', 'tensors', 35.1, engine],
  ['compile', 'tensors', 37.6, compiler],
  ['*', 'tensors', 48.1, [...compiler, 'explain']],
  ['*', 'tensors/interpreters', 9.1, ['kernels']],
  ['*', 'tensors/gpu', 17.1, ['GPU engine']],
  ['grad', 'autodiff', 13.5, ['kernels', 'derivatives']],
  ['*', 'autodiff', 15.7, ['kernels', 'derivatives']],
  ['relu', 'layers', 10.0, ['kernels']],
  ['batchNorm', 'layers', 11.4, ['kernels']],
  ['input, dense', 'layers', 38.7, engine],
  ['*', 'layers', 55.8, [...engine, 'descriptions']],
  ['*', 'layers/names', 13.1, ['kernels']],
  ['meanSquaredError', 'losses', 11.0, ['kernels']],
  ['softmaxCrossEntropy', 'losses', 11.6, ['kernels']],
  ['*', 'losses', 13.8, ['kernels']],
  ['accuracy', 'metrics', 9.9, ['kernels']],
  ['*', 'metrics/importance', 11.0, ['kernels']],
  ['*', 'metrics', 14.2, ['kernels', 'ROC curve']],
  ['l2', 'regularizers', 9.6, ['kernels']],
  ['dropout', 'regularizers', 9.7, ['kernels']],
  ['earlyStopping', 'regularizers', 3.3, []],
  ['*', 'regularizers', 42.3, engine],
  ['sgd', 'optimizers', 11.9, ['kernels']],
  ['adam', 'optimizers', 12.3, ['kernels']],
  ['*', 'optimizers', 21.4, ['kernels']],
  ['*', 'optimizers/names', 15.3, ['kernels']],
  ['splitRows', 'data', 10.1, ['kernels']],
  ['parseIdx', 'data', 3.7, []],
  ['parseNpy', 'data', 5.8, []],
  ['*', 'data', 25.6, ['kernels', 'zip']],
  ['parseCsv', 'data/table', 24.2, ['CSV']],
  ['*', 'data/table', 37.7, ['CSV']],
  ['fit', 'trainer', 61.7, trainer],
  ['decodeModel, predictor', 'trainer', 62.0, [...compiler, ...files]],
  ['*', 'trainer', 83.6, [...trainer, ...files, 'checkpoints', 'diagnosis']],
  ['*', 'trainer/auto', 67.8, [...trainer, 'GPU engine']],
  ['*', 'trainer/search', 13.5, ['kernels']],
];

/** All modules of a page that trains a network. */
const core = ['tensors', 'autodiff', 'layers', 'optimizers', 'trainer'];
const MOST_OF_THE_CORE = 98;

let folder: string;
let namesIn: Readonly<Record<string, readonly string[]>>;
beforeAll(async () => {
  folder = await install('size', manifests);
  const program = `const names = {};
    for (const entry of ${JSON.stringify(manifests.flatMap(entriesOf))})
      names[entry.slice('@puregrad/'.length)] = Object.keys(await import(entry));
    console.log(JSON.stringify(names));`;
  namesIn = JSON.parse(await execute('node', ['--input-type=module', '-e', program], folder));
});

/** The bundle of a program that imports names of entries, and its size. */
const bundle = async (...used: readonly (readonly [names: string, entry: string])[]) => {
  const imported = used.map(([names, entry], i) => ({
    entry,
    names: (names === '*' ? namesIn[entry]! : names.split(', ')).map(
      (name) => [name, `${name}_${i}`] as const,
    ),
  }));
  // By name, as pages import: a namespace object would bring the names of everything along.
  const program = [
    ...imported.map(
      ({ names, entry }) =>
        `import { ${names.map(([name, local]) => `${name} as ${local}`)} } from '@puregrad/${entry}';`,
    ),
    `console.log(${imported.flatMap(({ names }) => names.map(([, local]) => local))});`,
  ].join('\n');
  const input = join(folder, 'program.mjs');
  writeFileSync(input, program);
  const { output } = (await build({
    root: folder,
    logLevel: 'warn',
    configFile: false,
    build: {
      write: false,
      minify: true,
      modulePreload: false,
      rolldownOptions: { input, external: ['gpu.js'] },
    },
  })) as Rolldown.RolldownOutput;
  const code = output.map((file) => ('code' in file ? file.code : '')).join('');
  return { code, kilobytes: gzipSync(code, { level: 9 }).length / 1000 };
};

const partsOf = (code: string): readonly string[] =>
  Object.entries(parts).flatMap(([part, text]) => (code.includes(text) ? [part] : []));

describe('a bundle, minified and gzipped', () => {
  it.each(imports)(
    'of { %s } from %s: at most %d KB, with no part that it does not need',
    async (names, entry, most, brings) => {
      const { code, kilobytes } = await bundle([names, entry]);
      expect(partsOf(code)).toEqual(
        Object.keys(parts).filter((part) => brings.includes(part as Part)),
      );
      expect(kilobytes).toBeLessThanOrEqual(most);
    },
  );

  it(`of all of the core: at most ${MOST_OF_THE_CORE} KB`, async () => {
    const { code, kilobytes } = await bundle(...core.map((entry) => ['*', entry] as const));
    console.log(
      `${core.join(' + ')}: ${kilobytes.toFixed(1)} KB gzipped, ${(code.length / 1000).toFixed(0)} KB minified`,
    );
    expect(kilobytes).toBeLessThanOrEqual(MOST_OF_THE_CORE);
  });

  it.each(['docs/guide/browser.md', 'docs/guide/why.md'])('is as large as %s says', (page) => {
    expect(readFileSync(page, 'utf8')).toMatch(
      new RegExp(
        `at most ${Math.ceil(MOST_OF_THE_CORE)} KB|${Math.ceil(MOST_OF_THE_CORE)} KB at most`,
      ),
    );
  });

  it('of all of an entry: each that pages can import has a ceiling', () => {
    const whole = imports.filter(([names]) => names === '*').map(([, entry]) => entry);
    const forPages = Object.keys(namesIn).filter((entry) => !entry.endsWith('/node'));
    expect(whole.sort()).toEqual(forPages.sort());
  });

  it('is of each part at least once: a text that has changed finds nothing', () => {
    const brought = new Set(imports.flatMap(([, , , brings]) => brings));
    expect(Object.keys(parts).filter((part) => !brought.has(part as Part))).toEqual([]);
  });
});
