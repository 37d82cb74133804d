import { add, compile, defaultEngine, type Graph, mapTree, mul } from '@puregrad/tensors';
import { expect, test } from 'vitest';
import type { GoldenCase } from '../format.ts';
import { inTurn } from '../in-turn.ts';
import type { Mode } from '../mode.ts';
import { runFile } from '../run.ts';
import { readFixtures } from '../testing/fixtures.ts';

const files = await readFixtures();

/** Compiles as users do and writes down each program; results come later, as from a GPU. */
const recording = (graphs: Graph[]): Mode => {
  const engine = defaultEngine();
  const prepare: typeof engine.prepare = (graph, donated) => {
    graphs.push(graph);
    return engine.prepare(graph, donated);
  };
  return {
    name: 'recording',
    dtype: 'float32',
    run: (f) => {
      const compiled = compile(f, { engine: { ...engine, prepare } });
      return async (...args) => {
        await Promise.resolve();
        return compiled(...args);
      };
    },
  };
};

test('programs run as WebAssembly', () => {
  expect(defaultEngine().name).toBe('wasm');
});

test.each(files)('every case of %s has a program that computes in float32', async (_, file) => {
  const wanting = await inTurn(file.cases, async (one) => {
    const graphs: Graph[] = [];
    const report = await runFile({ ...file, cases: [one] }, [recording(graphs)]);
    const nodes = graphs.flatMap((graph) => graph.nodes);
    // Whatever holds float64 goes to the reference engine.
    const isRight =
      report.cases[0]?.outcomes.recording?._tag === 'Passed' &&
      nodes.some(({ kind }) => kind === 'primitive') &&
      nodes.every(({ dtype }) => dtype !== 'float64');
    return isRight ? [] : [one.name];
  });
  expect(wanting.flat()).toEqual([]);
});

/** An engine whose every number is wrong. */
const wrong: Mode = {
  name: 'wrong',
  dtype: 'float64',
  run:
    (f) =>
    (...args) =>
      mapTree(f(...args), (x) => (x.dtype === 'int32' ? add(x, 1) : add(mul(x, 1.06), 1e-4))),
};

/** The outputs of a case that come from tensors: not numbers of steps, nor the theory of samples. */
const computed = (file: string, { expected }: GoldenCase): readonly string[] =>
  file === 'init.json' ? ['std'] : Object.keys(expected).filter((key) => key !== 'phaseEnds');

test.each(files)('every output of %s comes from programs', async (name, file) => {
  const report = await runFile(file, [wrong]);
  const untouched = report.cases.flatMap(({ outcomes }, i) => {
    const outcome = outcomes.wrong!;
    const paths = outcome._tag === 'Failed' ? outcome.mismatches.map(({ path }) => path) : [];
    // An error has no path, and gives no output.
    const wrongOutputs = paths.map((path) => path.split(/[.[]/)[0]);
    return wrongOutputs.includes('')
      ? []
      : computed(name, file.cases[i]!).filter((key) => !wrongOutputs.includes(key));
  });
  expect(untouched).toEqual([]);
});
