import { parseArgs } from 'node:util';
import { allowFusedMultiplyAdd } from '@puregrad/tensors/testing';
import { fuzz, showTallies, showTotal, totalOf } from './fuzz.ts';
import { targets } from './targets.ts';

const usage = `Usage: npm run fuzz -- [--seconds N] [--seed S] [--only NAME]
  --seconds  how long to go on, 60 by default; each target is attempted at least once
  --seed     of the first attempts, a whole number; another one each time by default
  --help     this
  --only     one target: ${targets.map(({ name }) => name).join(', ')}`;

/** An integer from the command line; undefined if the text is not one. */
const whole = (text: string): number | undefined =>
  /^\d{1,10}$/.test(text) ? Number(text) : undefined;

const main = async (args: readonly string[]): Promise<number> => {
  let values: { seconds?: string; seed?: string; only?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        seconds: { type: 'string' },
        seed: { type: 'string' },
        only: { type: 'string' },
        help: { type: 'boolean' },
      },
    }));
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return 2;
  }
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const seconds = whole(values.seconds ?? '60');
  const seed = whole(values.seed ?? String(Date.now() % 1e9));
  const chosen = targets.filter(({ name }) => values.only === undefined || name === values.only);
  if (seconds === undefined || seed === undefined || chosen.length === 0) {
    const wrong =
      chosen.length === 0
        ? `There is no target '${values.only}'`
        : `--${seconds === undefined ? 'seconds' : 'seed'} takes a whole number`;
    console.error(`${wrong}\n${usage}`);
    return 2;
  }
  allowFusedMultiplyAdd();
  console.log(`Seed ${seed}, ${seconds} s: ${chosen.map(({ name }) => name).join(', ')}`);
  const start = performance.now();
  const end = start + seconds * 1000;
  let told = start;
  const tallies = await fuzz(chosen, {
    seed,
    goOn: () => performance.now() < end,
    onComplaint: (name, at, { kind, report }) =>
      console.log(
        `\n${name}, ${kind}: again by npm run fuzz -- --seconds 0 --seed ${at} --only ${name}\n${report}\n`,
      ),
    onRound: (soFar) => {
      if (performance.now() < told + 60_000) return;
      told = performance.now();
      console.log(`After ${Math.round((told - start) / 1000)} s: ${showTotal(soFar)}`);
    },
  });
  console.log(`\n${showTallies(tallies)}\n\n${showTotal(tallies)}`);
  const { wrong, throws } = totalOf(tallies);
  return wrong + throws > 0 ? 1 : 0;
};

process.exitCode = await main(process.argv.slice(2));
