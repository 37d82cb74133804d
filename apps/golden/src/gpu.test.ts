import { compile, read } from '@puregrad/tensors';
import { type GpuMode, gpuEngine } from '@puregrad/tensors/gpu';
import '@puregrad/tensors/testing/slice';
import { describe, expect, inject, it } from 'vitest';
import { parseGoldenFile } from './format.ts';
import type { Mode } from './mode.ts';
import { type CaseReport, runFile } from './run.ts';
import { sample } from './testing/sample.ts';

/** The golden files of this repository, in Node and on pages. */
const texts = import.meta.glob<string>('../fixtures/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

declare module 'vitest' {
  interface ProvidedContext {
    /** Of what runs the tests, the modes for whole runs. */
    readonly wholeRunModes?: readonly GpuMode[];
  }
}

/** In Chromium too, on its page with a graphics processor made of software. */
const modes: readonly GpuMode[] = inject('wholeRunModes') ?? ['webasm', 'cpu'];

const isOnPage = 'document' in globalThis;
/** Where not all is tried, pages take every third case and Node the others; the only one of a file, both. */
const isOurs = (_: unknown, i: number, { length }: readonly unknown[]): boolean =>
  inject('isAll') || length === 1 || (i % 3 === 0) === isOnPage;

const modeOf = async (mode: GpuMode): Promise<Mode> => {
  const engine = await gpuEngine({ mode })();
  if (engine._tag === 'Left') throw new Error(engine.left.message);
  return {
    name: mode,
    dtype: 'float32',
    run: (f) => {
      const compiled = compile(f, { engine: engine.right });
      return async (...args) => read(await compiled(...args));
    },
  };
};

/** The cases that did not pass, and why. */
const show = (cases: readonly CaseReport[], mode: string): readonly string[] =>
  cases.flatMap(({ name, outcomes: { [mode]: outcome } }) =>
    outcome?._tag === 'Passed' ? [] : [`${name}: ${JSON.stringify(outcome)}`],
  );

for (const mode of modes)
  describe(mode, async () => {
    const gpu = await modeOf(mode);
    for (const [path, text] of Object.entries(texts))
      it(path, { timeout: 300_000 }, async () => {
        const file = parseGoldenFile(text);
        if (file._tag === 'Left') throw new Error(file.left);
        const sampled = sample(file.right);
        const chosen = sampled.cases.filter(isOurs);
        const { cases } = await runFile({ ...sampled, cases: chosen }, [gpu]);
        expect(cases.length).toBeGreaterThan(0);
        expect(cases.length).toBe(chosen.length);
        expect(show(cases, mode)).toEqual([]);
      });
  });
