import type { Ranked } from '@puregrad/trainer/search';
import Table from 'cli-table3';
import { kebab } from '../options/option.ts';
import { trainingOptions } from '../options/train/train-options.ts';
import type { Config } from './search-request.ts';

/** Settings as flags of `train`. */
export const flagsOf = (config: Config): string =>
  Object.entries(config)
    .flatMap(([name, value]) => {
      const { codec } = trainingOptions[name as keyof typeof trainingOptions];
      if (!codec.isSwitch) return [`--${kebab(name)} ${value}`];
      return value === 'true' ? [`--${kebab(name)}`] : [];
    })
    .join(' ') || '(no flags)';

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
