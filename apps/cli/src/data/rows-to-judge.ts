import { resolve } from 'node:path';
import { type Either, isLeft, isRight, right } from 'fp-ts/lib/Either.js';
import type { CliError } from '../errors.ts';
import { count } from '../output/describe-plan.ts';
import { areSame, type Division, decodeDivision, judgedRows, locate } from './division.ts';
import { isImageFolder } from './image-folder.ts';
import type { LabelledRows } from './labelled-rows.ts';
import type { Reading } from './reading.ts';
import { loadLabelledRows } from './test-rows.ts';
import type { Trained } from './trained.ts';
import { loadTrainingData } from './training-data.ts';

/** Rows to judge a model by, and what they are to it. */
export interface RowsToJudge extends Pick<LabelledRows, 'known' | 'strangers' | 'remarks'> {
  /** The name of the data. */
  readonly source: string;
  /** Of `all` rows the model was trained on some. */
  readonly on: 'test' | 'validation' | 'training' | 'all';
  /** Completes "the model on …". */
  readonly described: string;
}

/** The rows of the named data, or else those that were set aside when a model was trained. */
export const rowsToJudge = async (
  trained: Trained,
  data: string | undefined,
  reading: Reading,
): Promise<Either<CliError, RowsToJudge>> => {
  const kept = decodeDivision(trained.path, trained.model.notes.division);
  if (isLeft(kept)) return kept;
  if (data !== undefined) return namedRows(trained, data, reading, kept.right);
  if (kept.right !== undefined) return rowsSetAside(trained, kept.right, reading);
  const source = trained.model.notes.data ?? 'mnist';
  return (await isImageFolder(source))
    ? testRows(trained, source, reading)
    : allRows(trained, source, reading, 'all', 'the data that it was trained on');
};

const tell = (rows: number, kind = ''): string =>
  `${count(rows)} ${kind}${rows === 1 ? 'row' : 'rows'}`;

const rowsIn = ({ known, strangers }: Pick<LabelledRows, 'known' | 'strangers'>): number =>
  known.y.shape[0]! + (strangers?.labels.length ?? 0);

/** Rows that the training never saw. */
const testRows = async (
  trained: Trained,
  source: string,
  reading: Reading,
): Promise<Either<CliError, RowsToJudge>> => {
  const loaded = await loadLabelledRows(trained, source, reading);
  if (isLeft(loaded)) return loaded;
  const described = `the ${tell(rowsIn(loaded.right), 'test ')} of ${source}`;
  return right({ ...loaded.right, source, on: 'test', described });
};

/** All rows of the data of the training. `but` says what they are to the model. */
const allRows = async (
  trained: Trained,
  source: string,
  reading: Reading,
  on: 'all' | 'training',
  but: string,
): Promise<Either<CliError, RowsToJudge>> => {
  const loaded = await loadLabelledRows(trained, source, reading);
  if (isLeft(loaded)) return loaded;
  const described = `all ${tell(rowsIn(loaded.right))} of ${source}, ${but}`;
  return right({ ...loaded.right, source, on, described });
};

/** The rows of data that the user names, which may be those of the training. */
const namedRows = async (
  trained: Trained,
  source: string,
  reading: Reading,
  division: Division | undefined,
): Promise<Either<CliError, RowsToJudge>> => {
  const options = division && locate(trained.path, division);
  const isOfTraining =
    options !== undefined &&
    isRight(options) &&
    resolve(options.right.data) === resolve(source) &&
    !(await isImageFolder(source));
  if (!isOfTraining) return testRows(trained, source, reading);
  const all = await allRows(trained, source, reading, 'all', '');
  if (isLeft(all)) return all;
  const rows = rowsIn(all.right);
  const { trained: seen } = division!;
  return right({
    ...all.right,
    on: seen === rows ? 'training' : 'all',
    described: `all ${tell(rows)} of ${source}, ${seen === rows ? 'which' : `${count(seen)} of which`} it was trained on`,
  });
};

/** The rows that were set aside when a model was trained: for a test, or else to choose the epoch. */
const rowsSetAside = async (
  trained: Trained,
  division: Division,
  reading: Reading,
): Promise<Either<CliError, RowsToJudge>> => {
  const located = locate(trained.path, division);
  if (isLeft(located)) return located;
  const { labels = located.right.labels } = reading;
  const options = { ...located.right, labels };
  const { data, test } = options;
  if (await isImageFolder(data)) return testRows(trained, data, { ...reading, labels });
  if (typeof test === 'string') return testRows(trained, test, { ...reading, labels });
  const loaded = await loadTrainingData(options, reading.onProgress);
  if (isLeft(loaded) || !areSame(division, loaded.right))
    return allRows(
      trained,
      data,
      { ...reading, labels },
      'all',
      'which has changed since the training: the rows that were set aside are no longer known, and it may have been trained on these',
    );
  const known = judgedRows(loaded.right);
  const kind = test === undefined ? 'validation' : 'test';
  const rows = `the ${tell(known.y.shape[0]!, `${kind} `)} of ${division.options.data}`;
  const found = { known, strangers: undefined, remarks: [], source: division.options.data };
  if (kind === 'test')
    return right({ ...found, on: 'test', described: `${rows}, which were set aside` });
  return division.isRefitted
    ? right({
        ...{ ...found, on: 'training' },
        described: `rows it was trained on: ${rows}, which chose the epoch before the training on all rows`,
      })
    : right({ ...found, on: 'validation', described: `${rows}, which chose the epoch` });
};
