import { cpus } from 'node:os';

/** What the numbers were taken on; without it they say nothing. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
}

export const machine = (): Machine => {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() || 'unknown CPU',
    cores: cores.length,
    node: process.version,
  };
};
