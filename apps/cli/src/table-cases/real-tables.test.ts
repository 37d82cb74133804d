import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, inOwnFolder, predictions, run } from '../testing/case-files.ts';

inOwnFolder();

const folder = join(
  createRequire(import.meta.url).resolve('vega-datasets/package.json'),
  '../data',
);

/** What train says of a file before it says how it learns: what it predicts, from how many features, and the remarks. */
const remarksOf = (out: readonly string[]): readonly string[] => {
  const [first, ...rest] = out;
  const end = rest.findIndex((line) => line.startsWith('data: '));
  return [first!.slice(first!.indexOf('.') + 1).replace(/^[^:]*: /, ''), ...rest.slice(0, end)];
};

describe('tables of vega-datasets run from the raw file to the report without an option', () => {
  it.each<[string, string, number, readonly string[]]>([
    ['cars.json', 'Miles_per_Gallon', 406, []],
    ['movies.json', 'IMDB Rating', 3201, []],
    ['penguins.json', 'Species', 344, []],
    ['barley.json', 'yield', 120, []],
    ['gapminder.json', 'life_expect', 682, []],
    ['stocks.csv', 'price', 560, []],
    ['seattle-weather.csv', 'weather', 1461, []],
    ['flights-2k.json', 'delay', 2000, []],
    ['airports.csv', 'state', 3376, []],
    ['political-contributions.json', 'Party_Affiliation', 58, []],
    ['la-riots.csv', 'type', 63, []],
    ['monarchs.json', 'start', 12, []],
    ['budget.json', '2015', 237, []],
    ['unemployment.tsv', 'rate', 3218, []],
    ['flights-airport.csv', 'count', 5366, []],
  ])('%s', async (name, target, rows, remarks) => {
    const file = join(folder, name);
    const [model, report] = [at('real.st'), at(`${name}.html`)];
    const { out } = await run(
      ...['train', file, '--target', target, '--epochs', '2'],
      ...['--report', report, '--out', model],
    );
    expect(remarksOf(out)).toEqual(remarks);
    expect(existsSync(report)).toBe(true);
    await run('evaluate', model, file);
    expect(await predictions(model, file)).toHaveLength(rows);
    await run('importance', model, file, '--repeats', '1');
  });
});
