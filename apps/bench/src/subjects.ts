import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Command } from './subject-process.ts';

/** One library with its settings. */
export interface Subject extends Command {
  readonly name: 'puregrad' | 'jax-js' | 'tfjs-wasm' | 'tfjs-cpu' | 'brain.js' | 'pytorch';
  /** Null where the library doesn't say. */
  readonly threads: number | null;
  /** Of puregrad: whether multiplications and additions may be fused (relaxed SIMD). */
  readonly variant: 'simd' | 'relaxed' | null;
  /** The difference between settings, in words. */
  readonly setting: string;
}

const fileOf = (name: string): string =>
  fileURLToPath(new URL(`../subjects/${name}`, import.meta.url));

const node = (file: string, args: readonly string[], flags: readonly string[] = []): Command => ({
  command: process.execPath,
  args: ['--expose-gc', ...flags, fileOf(file), ...args],
});

/** Node 20 has relaxed SIMD behind a flag; later ones have it, and don't know the flag. */
const relaxedFlags: readonly string[] =
  Number(process.versions.node.split('.')[0]) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];

const threadsOf = (count: number): string => `${count} thread${count === 1 ? '' : 's'}`;

const puregrad = (threads: number): readonly Subject[] => [
  {
    name: 'puregrad',
    threads,
    variant: 'simd',
    setting: `${threadsOf(threads)}, plain SIMD`,
    ...node('puregrad.mjs', [`${threads}`, 'deterministic']),
  },
  {
    name: 'puregrad',
    threads,
    variant: 'relaxed',
    setting: `${threadsOf(threads)}, relaxed SIMD`,
    ...node('puregrad.mjs', [`${threads}`], relaxedFlags),
  },
];

/** The reference for all results: plain loops. It is not timed. */
export const referee: Command = node('puregrad.mjs', ['reference']);

const peer = (name: Subject['name'], file: string, ...args: readonly string[]): Subject => ({
  name,
  threads: null,
  variant: null,
  setting: '',
  ...node(file, args),
});

/** The version of PyTorch that a Python has, or undefined. */
const torchOf = (python: string): string | undefined => {
  try {
    return execFileSync(python, ['-c', 'import torch; print(torch.__version__)'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
};

/** The first Python that has torch. A query takes seconds, so each Python is queried once. */
const findTorch = (): { readonly python: string; readonly version: string } | undefined => {
  for (const python of [process.env.PYTHON, 'python3', '/usr/bin/python3']) {
    const version = python === undefined ? undefined : torchOf(python);
    if (python !== undefined && version !== undefined) return { python, version };
  }
  return undefined;
};

/** OpenBLAS has threads of its own in addition to PyTorch's; which setting is best depends on the work. */
const pytorch = (python: string, cores: number): readonly Subject[] =>
  [...new Set([1, cores])].flatMap((threads) =>
    [...new Set([1, cores])].map(
      (blas): Subject => ({
        name: 'pytorch',
        threads,
        variant: null,
        setting: `${threadsOf(threads)}, OpenBLAS ${blas}`,
        command: python,
        args: [fileOf('pytorch.py'), `${threads}`],
        env: { OPENBLAS_NUM_THREADS: `${blas}`, OMP_NUM_THREADS: `${threads}` },
      }),
    ),
  );

export interface Found {
  readonly subjects: readonly Subject[];
  /** The version of PyTorch that was found. */
  readonly pytorch: string | undefined;
}

/** All that can be compared on this machine. */
export const findSubjects = (): Found => {
  const cores = availableParallelism();
  const found = findTorch();
  return {
    subjects: [
      ...[...new Set([1, cores])].flatMap(puregrad),
      peer('jax-js', 'jax-js.mjs'),
      peer('tfjs-wasm', 'tfjs.mjs', 'wasm'),
      peer('tfjs-cpu', 'tfjs.mjs', 'cpu'),
      peer('brain.js', 'brain.mjs'),
      ...(found === undefined ? [] : pytorch(found.python, cores)),
    ],
    pytorch: found?.version,
  };
};
