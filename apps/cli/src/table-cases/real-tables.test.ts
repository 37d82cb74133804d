import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, inOwnFolder, QUICK, run } from '../testing/case-files.ts';

inOwnFolder();

const folder = join(createRequire(import.meta.url).resolve('vega-datasets'), '../../data');

/** What train says of a file before it says how it learns: what it predicts, from how many features, and the remarks. */
const remarksOf = (out: readonly string[]): readonly string[] => {
  const [first, ...rest] = out;
  const end = rest.findIndex((line) => line.startsWith('data: '));
  return [first!.slice(first!.indexOf('.') + 1).replace(/^[^:]*: /, ''), ...rest.slice(0, end)];
};

describe('tables of vega-datasets run from the raw file to the report without an option on their columns', () => {
  it.each<[string, string, number, readonly string[]]>([
    [
      'cars.json',
      'Miles_per_Gallon',
      406,
      [
        '338 training, 60 validation and 0 test examples of 11 features, a number to predict',
        'regression of Miles_per_Gallon',
        '8 rows without Miles_per_Gallon are left out',
        'column Name is left out: 304 different words are too many for 398 rows; --types Name=category keeps it',
        'missing values are filled in: 6 of Horsepower with 95',
        'column Year is read as dates',
      ],
    ],
    [
      'movies.json',
      'IMDB Rating',
      3201,
      [
        '2,540 training, 448 validation and 0 test examples of 211 features, a number to predict',
        'regression of IMDB Rating',
        '213 rows without IMDB Rating are left out',
        'columns Title and Director are left out: 2964 and 540 different words are too many for 2988 rows; --types Title=category keeps Title',
        "missing values are filled in: 2,458 of US DVD Sales with 21146000, 1,842 of Running Time min with 108, 728 of Rotten Tomatoes Rating with 55, 557 of MPAA Rating with 'R', 393 of Creative Type with 'Contemporary Fiction', and 774 of 6 other columns",
        'column Release Date is read as dates',
      ],
    ],
    [
      'penguins.json',
      'Species',
      344,
      [
        '292 training, 52 validation and 0 test examples of 9 features, 3 classes',
        'classification of Species',
        "missing values are filled in: 11 of Sex with 'FEMALE', 2 of Beak Length (mm) with 44.2, 2 of Beak Depth (mm) with 17.3, 2 of Flipper Length (mm) with 197, 2 of Body Mass (g) with 4000",
        'in column Sex, "." (1 value) is read as a missing value',
      ],
    ],
    [
      'barley.json',
      'yield',
      120,
      [
        '102 training, 18 validation and 0 test examples of 17 features, a number to predict',
        'regression of yield',
      ],
    ],
    [
      'gapminder.json',
      'life_expect',
      682,
      [
        '580 training, 102 validation and 0 test examples of 66 features, a number to predict',
        'regression of life_expect',
      ],
    ],
    [
      'stocks.csv',
      'price',
      560,
      [
        '476 training, 84 validation and 0 test examples of 10 features, a number to predict',
        'regression of price',
        'column date is read as dates',
      ],
    ],
    [
      'seattle-weather.csv',
      'weather',
      1461,
      [
        '1,242 training, 219 validation and 0 test examples of 9 features, 5 classes',
        'classification of weather',
        "2 % of the rows are 'snow'; always saying 'rain' has accuracy 0.4387: --class-weights balanced gives each class the same weight",
        'column date is read as dates',
      ],
    ],
    [
      'flights-2k.json',
      'delay',
      2000,
      [
        '1,700 training, 300 validation and 0 test examples of 303 features, a number to predict',
        'regression of delay',
        'column date is read as dates',
      ],
    ],
    [
      'airports.csv',
      'state',
      3376,
      [
        '2,859 training, 505 validation and 0 test examples of 2 features, 56 classes',
        'classification of state',
        "0.03 % of the rows are 'DC'; always saying 'AK' has accuracy 0.0782: --class-weights balanced gives each class the same weight",
        '12 rows without state are left out',
        'columns iata, name and city are left out: 3364, 3227 and 2674 different words are too many for 3364 rows; --types iata=category keeps iata',
        "column country is left out: it is 'USA' in every row",
        'in columns city and state, "NA" (24 values) is read as a missing value',
      ],
    ],
    [
      'political-contributions.json',
      'Party_Affiliation',
      58,
      [
        '49 training, 9 validation and 0 test examples of 23 features, 7 classes',
        'classification of Party_Affiliation',
        "2 % of the rows are 'AIP'; always saying 'REP' has accuracy 0.5000: --class-weights balanced gives each class the same weight",
        'columns Candidate_Identification, Candidate_Name and Candidate_State are left out: 58, 56 and 29 different words are too many for 58 rows; --types Candidate_Identification=category keeps Candidate_Identification',
        'columns Transfers_from_Authorized_Committees, Other_Loans, Contributions_from_Other_Political_Committees and Refunds_to_Committees are left out: they are 0 in every row',
        "missing values are filled in: 1 of Incumbent_Challenger_Status with 'C'",
        'column Coverage_End_Date is read as dates in the order month, day, year',
      ],
    ],
    [
      'monarchs.json',
      'start',
      12,
      [
        '10 training, 2 validation and 0 test examples of 2 features, a number to predict',
        'regression of start',
        'column index counts up in steps of one, like a number of the row; --ignore index leaves it out',
        'column name is left out: 12 different words are too many for 12 rows; --types name=category keeps it',
        "column commonwealth is left out: its only value is 'true', and 11 rows have none",
      ],
    ],
    [
      'budget.json',
      '2015',
      237,
      [
        '201 training, 36 validation and 0 test examples of 165 features, a number to predict',
        'regression of 2015',
        "column Account name is left out: 232 different words are too many for 237 rows; --types 'Account name=category' keeps it",
        'in columns 1962, 1963, 1964, 1965, 1966 and 55 more, commas separate thousands',
      ],
    ],
  ])('%s', async (name, target, rows, remarks) => {
    const file = join(folder, name);
    const [model, report] = [at('real.st'), at(`${name}.html`)];
    const { out } = await run(
      ...['train', file, '--target', target, ...QUICK],
      ...['--report', report, '--out', model],
    );
    expect(remarksOf(out)).toEqual(remarks);
    expect(existsSync(report)).toBe(true);
    await run('evaluate', model, file);
    const predicted = (await run('predict', model, file, '--only')).out.join('\n').split('\n');
    expect(predicted[0]).toBe(`predicted ${target}`);
    expect(predicted).toHaveLength(rows + 1);
  });
});
