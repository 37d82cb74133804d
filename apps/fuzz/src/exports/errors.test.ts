import { PuregradError } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { type Attempt, attemptsOf, errorOf, showAttempt } from './attempt.ts';
import { modules } from './modules.ts';

const SYMBOL = "Symbol('s')";

/** Exports that leave the checks of some arguments to others, whose names are in the messages. */
const speakers: { readonly [name: string]: readonly string[] } = {
  ...Object.fromEntries(
    [
      'accuracy',
      'averagePrecision',
      'binaryAccuracy',
      'logLoss',
      'mae',
      'mse',
      'rmse',
      'rSquared',
      'rocAuc',
    ].map((name) => [name, ['metric']]),
  ),
  ...Object.fromEntries(['scalar', 'zeros', 'ones'].map((name) => [name, ['full']])),
  ...Object.fromEntries(['Csv', 'Idx', 'Npy', 'Npz'].map((kind) => [`read${kind}File`, ['read']])),
  readNpzArrays: ['read'],
  saveModel: ['encodeModel'],
  decoupledDecay: ['addDecayedWeights'],
  initialState: ['initialize'],
  oneCycleEnds: ['oneCycle'],
  tableToDataset: ['fitEncoding'],
  train: ['fit'],
  trainingStep: ['objective'],
};

/** Arguments that no message names: trees, columns by name, what is decoded, and what is used before it is looked at. */
const unnamed = new RegExp(
  `^(${[
    '(jvp|hvp|zipTrees|requireChosen|requireLeaves) [012]',
    '(vjp|checkGradients|allClose|stratifiedSplit|readCsvFile|loadCheckpoint|isKernel|retype) 1',
    '(globalNorm|allFinite|read|release|mapTree|leaves|leavesWithPaths|withLeaves) 0',
    '(networkOf|decodeTransform|decodeEncoding|decodeTableSchema|encodeNpz) 0',
    '(gridSearch|randomSearch|successiveHalving|search) 0',
    '(glorot|he|lecun|xavier|randomSigns)\\w* [012]',
    'splitRows [01]',
    'requireClasses 1',
    '(requireDataset|countRows) [01]',
    '(fork|parallel|tensorAt|isAxes|showNetworkShape) 0',
    'initialState [02]',
    'evaluator 0',
  ].join('|')})$`,
);

/** Options, and arguments that packages check by name; deeper fields belong to values with checks of their own. */
const isNamed = ({
  module,
  name,
  call,
  path: [first, second, ...deeper],
  value,
}: Attempt): boolean => {
  const calls = modules[module]!.calls[name]!;
  // The result of an export has a name of its own.
  if (!('notCalled' in calls) && calls[call]!.of !== undefined) return false;
  if (deeper.length > 0 || /^\d+$/.test(second ?? '') || unnamed.test(`${name} ${first}`))
    return false;
  return (
    value === undefined ||
    (value === SYMBOL && (second !== undefined || !/tensors|trainer/.test(module)))
  );
};

const complaintOf = async (attempt: Attempt): Promise<readonly string[]> => {
  const { error, names } = await errorOf(attempt);
  const { name, path, value } = attempt;
  const speaks = (speaker: string) =>
    error instanceof PuregradError && error.message.startsWith(`${speaker}: `);
  const message = [name, ...(speakers[name] ?? [])].some(speaks) ? (error as Error).message : '';
  const [, known = ''] = /: there is no option '.*_', only (.*)$/.exec(message) ?? [];
  const isRight =
    value === undefined
      ? names.every((option) => known.split(', ').includes(option)) ||
        // Of data it is the fields that are missing which are named.
        message.includes(`an object with ${names.join()}`)
      : message.includes(path[1] ?? '') && message !== '';
  return isRight ? [] : [`${showAttempt(attempt)}: ${error}`];
};

describe.each(Object.keys(modules))('errors of %s', (module) => {
  it.each(Object.keys(modules[module]!.calls))(
    'those of %s name it, the option of a wrong kind, and all options where one is misspelt',
    async (name) => {
      const complaints: string[] = [];
      for (const attempt of attemptsOf(module, name).filter(isNamed))
        complaints.push(...(await complaintOf(attempt)));
      expect(complaints).toEqual([]);
    },
  );
});
