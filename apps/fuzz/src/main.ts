import { parseArgs } from 'node:util';
import { allowFusedMultiplyAdd } from '@puregrad/tensors/testing';
import { fuzz, showTallies } from './fuzz.ts';
import { targets } from './targets.ts';

const usage = `Usage: npm run fuzz -- [--seconds N] [--seed S] [--only NAME]
  --seconds  how long to go on, 60 by default; each target is attempted at least once
  --seed     of the first attempts, a whole number; another one each time by default
  --only     one target: ${targets.map(({ name }) => name).join(', ')}`;

/** A whole number of the command line; undefined where it is none. */
const whole = (text: string): number | undefined =>
  /^\d{1,10}$/.test(text) ? Number(text) : undefined;

const main = async (args: readonly string[]): Promise<number> => {
  let values: { seconds?: string; seed?: string; only?: string };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: { seconds: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
    }));
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return 2;
  }
  const seconds = whole(values.seconds ?? '60');
  const seed = whole(values.seed ?? String(Date.now() % 1e9));
  const chosen = targets.filter(({ name }) => values.only === undefined || name === values.only);
  if (seconds === undefined || seed === undefined || chosen.length === 0) {
    console.error(usage);
    return 2;
  }
  allowFusedMultiplyAdd();
  console.log(`Seed ${seed}, ${seconds} s: ${chosen.map(({ name }) => name).join(', ')}`);
  const end = performance.now() + seconds * 1000;
  const tallies = await fuzz(chosen, {
    seed,
    goOn: () => performance.now() < end,
    onComplaint: (name, at, { kind, report }) =>
      console.log(
        `\n${name}, ${kind}: again by npm run fuzz -- --seconds 0 --seed ${at} --only ${name}\n${report}\n`,
      ),
  });
  console.log(showTallies(tallies));
  return tallies.some(({ wrong, throws }) => wrong + throws > 0) ? 1 : 0;
};

process.exitCode = await main(process.argv.slice(2));
