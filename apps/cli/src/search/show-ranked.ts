import type { Ranked } from '@puregrad/trainer/search';
import Table from 'cli-table3';
import type { Config } from './search-request.ts';

const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
/** As they are given to `train`. */
export const flagsOf = (config: Config): string =>
  Object.entries(config)
    .map(([name, value]) => `--${kebab(name)} ${value}`)
    .join(' ');

const MOST_SHOWN = 10;

/** The best settings, in order. */
export const showRanked = (ranked: readonly Ranked<Config>[]): string => {
  const names = Object.keys(ranked[0]?.config ?? {});
  const table = new Table({
    head: ['', ...names, 'epochs', 'val loss'],
    colAligns: ['right', ...names.map(() => 'right' as const), 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  ranked.slice(0, MOST_SHOWN).forEach(({ config, budget, value }, i) => {
    table.push([
      String(i + 1),
      ...names.map((name) => config[name] ?? ''),
      String(budget),
      value === null ? 'failed' : value.toFixed(4),
    ]);
  });
  return table.toString();
};
