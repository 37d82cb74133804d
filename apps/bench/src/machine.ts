import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** The machine that the numbers were measured on; without it they are meaningless. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly versions: Readonly<Record<string, string>>;
}

const manifest = (path: string): { dependencies: Record<string, string> } =>
  JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

const commit = (): string => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'no commit';
  }
};

export const machine = (pytorch: string | undefined): Machine => ({
  cpu: cpus()[0]?.model.trim() || 'unknown CPU',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  versions: {
    Node: process.versions.node,
    puregrad: commit(),
    ...manifest('../subjects/package.json').dependencies,
    ...(pytorch === undefined ? {} : { PyTorch: pytorch }),
  },
});

/** `AMD EPYC, 2 cores, 24 GiB; Node 20.19.0, puregrad 1a2b3c4, …` */
export const showMachine = ({ cpu, cores, memoryGiB, versions }: Machine): string =>
  `${cpu}, ${cores} cores, ${memoryGiB} GiB; ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}`;

/** Why timings may be off just now, or undefined. */
export const disturbance = (): string | undefined => {
  const [load = 0] = loadavg();
  return load > 0.5
    ? `The machine is busy (load ${load.toFixed(1)}): times will be too long, and ratios unsure.`
    : undefined;
};
