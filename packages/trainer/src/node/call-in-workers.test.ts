import { ArgumentError } from '@puregrad/tensors';
import { expect, test } from 'vitest';
import { callInWorkers } from './call-in-workers.ts';

const calls = new URL('../testing/trials.mjs', import.meta.url);
const { signal } = new AbortController();

test('plain data go to a thread and come back, in the order of the calls', async () => {
  const echo = callInWorkers<[object, number], unknown>(calls, { workers: 2, name: 'echo' });
  const given = [0, 1, 2, 3, 4].map((i) => [{ metrics: { r2: i / 7 } }, i] as [object, number]);
  expect(await Promise.all(given.map((one) => echo(one, signal)))).toEqual(given);
  await echo.close();
  await expect(echo([{}, 1], signal)).rejects.toThrow(
    'callInWorkers: closed; call callInWorkers again',
  );
});

test('a call that fails is rejected with its own message, and the next one runs', async () => {
  const fail = callInWorkers<[{ how: string }], unknown>(calls, { workers: 1, name: 'fail' });
  await expect(fail([{ how: 'throw' }], signal)).rejects.toThrow('the data are missing');
  await expect(fail([{ how: 'exit' }], signal)).rejects.toThrow(
    'callInWorkers: the thread ended with code 7',
  );
  expect(await fail([{ how: 'text' }], signal)).toBe('three');
  await fail.close();
  const none = callInWorkers<[], unknown>(calls, { workers: 1 });
  await expect(none([], signal)).rejects.toThrow("trials.mjs' exports no function 'run'");
  await none.close();
  expect(() => callInWorkers(calls, { workers: 0.5 })).toThrow(ArgumentError);
});
