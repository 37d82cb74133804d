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
  let checkCode: (code: string) => { errors: readonly string[]; instantiations: number };
  const check = (stages: readonly string[]): ReturnType<typeof checkCode> =>
    checkCode(`import { dense, input, relu } from '@puregrad/layers';
import { pipe } from '@puregrad/tensors';
export const width: 10 = pipe(${['input(784)', ...stages].join(', ')}).output;`);

  beforeAll(async () => {
    const folder = await install(
      'types',
      manifests.filter(({ name }) => name === '@puregrad/layers'),
    );
    const main = join(folder, 'main.mts');
    const host = ts.createCompilerHost(options);
    const files = new Map<string, ts.SourceFile | undefined>();
    const { getSourceFile, fileExists } = host;
    checkCode = (code) => {
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

  it.each([
    [
      'pipe(l.input(4), l.residual(flow(l.dense(4), l.relu(), l.dense(3))))',
      "Type '3' is not assignable to type '4'.",
    ],
    [
      'pipe(l.input([28, 28, 1]), l.dense(10))',
      "Type 'readonly [28, 28, 1]' is not assignable to type 'number'.",
    ],
    [
      'pipe(l.input({ a: 3, b: 4 }), l.dense(2))',
      "Type '{ readonly a: 3; readonly b: 4; }' is not assignable to type 'number'.",
    ],
    [
      'pipe(l.input({ a: 3, b: 4 }), l.parallel({ a: l.dense(2) }))',
      "Property 'b' is missing in type '{ a: l.Stage<number, 2>; }'",
    ],
    [
      'pipe(l.input({ a: 3, b: 4 }), l.parallel({ a: l.dense(2), c: l.dense(2) }))',
      "'c' does not exist in type 'PartBodies<{ readonly a: 3; readonly b: 4; }",
    ],
    [
      "pipe(l.input(20), l.fork({ a: l.dense(2), b: l.dense(3) }), l.select('c'))",
      "Property 'c' is missing in type '{ a: 2; b: 3; }'",
    ],
    ['pipe(l.input(8), l.iterate(3, l.dense(9)))', "Type '9' is not assignable to type '8'."],
    [
      'l.compose(l.input([28, 28, 1]), l.input([28, 14, 2]))',
      "Type '14' is not assignable to type '28'.",
    ],
  ])('refuses %s, and says why', (code, message) => {
    const { errors } = checkCode(`import * as l from '@puregrad/layers';
import { flow, pipe } from '@puregrad/tensors';
export const network: l.Network = ${code};
export const other: unknown = flow;`);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(message);
  });

  it('costs few instantiations for 40 stages, ten of them trees', () => {
    const tree =
      'l.residual(flow(l.dense(64), l.relu(), l.fork({ a: l.dense(64), b: l.dense(64) }), l.addParts()))';
    const stages = Array.from({ length: 38 }, (_, i) => (i % 4 === 3 ? tree : 'l.relu()'));
    const { errors, instantiations } = checkCode(`import * as l from '@puregrad/layers';
import { flow, pipe } from '@puregrad/tensors';
export const width: 10 = pipe(l.input(64), ${stages.join(', ')}, l.dense(10)).output;`);
    expect(errors).toEqual([]);
    const base = checkCode(`import * as l from '@puregrad/layers';
import { flow, pipe } from '@puregrad/tensors';
export const width: 10 = pipe(l.input(64), l.dense(10)).output;
export const other: unknown = flow;`);
    // 2,491 were measured, in a third of a second with all that is loaded.
    expect(instantiations - base.instantiations).toBeLessThan(5000);
  });
});
