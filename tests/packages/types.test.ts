import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { install, manifests } from './packages.ts';

/** The most type instantiations that one stage of a pipe of layers costs, a little more than was measured. */
const BUDGET = 20;

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  types: [],
};

describe('the type of a pipe of layers', () => {
  let check: (stages: readonly string[]) => { errors: readonly string[]; instantiations: number };

  beforeAll(async () => {
    const folder = await install(
      'types',
      manifests.filter(({ name }) => name === '@puregrad/layers'),
    );
    const main = join(folder, 'main.mts');
    const host = ts.createCompilerHost(options);
    const files = new Map<string, ts.SourceFile | undefined>();
    const { getSourceFile, fileExists } = host;
    check = (stages) => {
      const code = `import { dense, input, relu } from '@puregrad/layers';
import { pipe } from '@puregrad/tensors';
export const width: 10 = pipe(${['input(784)', ...stages].join(', ')}).output;`;
      host.fileExists = (file) => file === main || fileExists(file);
      host.getSourceFile = (file, language) => {
        if (file === main) return ts.createSourceFile(file, code, language);
        if (!files.has(file)) files.set(file, getSourceFile(file, language));
        return files.get(file);
      };
      const program = ts.createProgram([main], options, host);
      const errors = ts
        .getPreEmitDiagnostics(program)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
      return { errors, instantiations: program.getInstantiationCount() };
    };
  });

  /** As many stages, the last of which is of 10 units. */
  const stages = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, i) =>
      i === count - 1 ? 'dense(10)' : i % 2 === 0 ? 'dense(300)' : 'relu()',
    );

  it.each([1, 19, 20, 21, 30, 60])('is exact for %i stages', (count) => {
    expect(check(stages(count)).errors).toEqual([]);
    expect(check([...stages(count).slice(0, -1), 'dense(9)']).errors).toEqual([
      "Type '9' is not assignable to type '10'.",
    ]);
  });

  it('says what to do with more than 60 stages', () => {
    expect(check(stages(61)).errors.join()).toContain(
      'join some of them by a pipe or a flow inside',
    );
  });

  it(`costs up to ${BUDGET} instantiations for each stage, however many there are`, () => {
    const [none, few, many] = [1, 30, 60].map((count) => check(stages(count)).instantiations);
    expect((few! - none!) / 29).toBeLessThan(BUDGET);
    expect((many! - none!) / 59).toBeLessThan(BUDGET);
  });
});
