import { isDeepStrictEqual } from 'node:util';
import { getHeapStatistics } from 'node:v8';
import { createContext, Script } from 'node:vm';
import { isTensor } from '@puregrad/tensors';
import type { Complaint } from '../target.ts';
import type { Reader, Result } from './reader.ts';

/** Bytes that a call may allocate for any file, even a small one. */
const SLACK = 48 * 2 ** 20;

/** The processor time for 64 KB, the longest input, after which a reader counts as hanging. */
const MOST_SECONDS = 10;

/** Traces of JavaScript in a message, which do not help a user. */
const UNREADABLE =
  /\[object \w+\]|\bundefined\b|Cannot (read|set|destructure|convert)|is not (a function|iterable|defined)|call stack|Invalid (array|typed array|string|count)|[Oo]ut of (range|bounds)|outside the bounds|\bat .*\.ts:\d/;

const guard = createContext({ call: () => {} });
const script = new Script('call()');

class Hangs extends Error {}

/**
 * Runs work within a time limit, and rethrows its errors. A timer stops work by wall-clock time; if other processes
 * used the processor in the meantime, the work is run again.
 */
const inTime = <T>(call: () => T, seconds = 2 * MOST_SECONDS): T => {
  guard.call = call;
  const { user } = process.cpuUsage();
  try {
    return script.runInContext(guard, { timeout: 1000 * seconds, displayErrors: false }) as T;
  } catch (error) {
    if ((error as { readonly code?: string } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw error;
    if ((process.cpuUsage().user - user) / 1e6 > MOST_SECONDS) throw new Hangs();
    return inTime(call, 4 * seconds);
  }
};

/** Converts values to plain ones that can be compared bit by bit, except for the sign of zero, which JSON loses. */
export const plain = (value: unknown): unknown => {
  if (isTensor(value)) {
    const { data, dtype, shape } = value;
    return { dtype, shape, bytes: Buffer.from(data.slice().buffer as ArrayBuffer) };
  }
  if (ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, of]): readonly [string, unknown] => [name, plain(of)])
      .filter(([, of]) => of !== undefined && typeof of !== 'function');
  return value === 0 ? 0 : value;
};

const allocated = (): number => {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
};

const messagesOf = (failure: unknown): readonly unknown[] | undefined => {
  if (typeof failure === 'string') return [failure];
  if (Array.isArray(failure)) return failure;
  const { _tag, message } = (failure ?? {}) as {
    readonly _tag?: unknown;
    readonly message?: unknown;
  };
  return typeof _tag === 'string' ? [message] : undefined;
};

/** The problem with an error message from a user's point of view, if any. */
const faultOf = (failure: unknown): string | undefined => {
  const messages = messagesOf(failure);
  if (messages === undefined || messages.length === 0) return 'its Left has no _tag';
  const bad = messages.find(
    (each) => typeof each !== 'string' || each === '' || UNREADABLE.test(each),
  );
  return bad === undefined ? undefined : `its message is ${String(bad).slice(0, 300)}`;
};

const wrong = (report: string): Complaint => ({ kind: 'wrong', report });

const thrown = (error: unknown, when: string): Complaint =>
  error instanceof Hangs
    ? wrong(`it takes more than ${MOST_SECONDS} s of the processor ${when}`)
    : {
        kind: 'throws',
        report: `it throws ${when}: ${(error instanceof Error ? (error.stack ?? '') : String(error)).split('\n').slice(0, 4).join('\n')}`,
      };

/** The problem with a reader's result for some bytes; undefined if there is none. */
export const judge = async (reader: Reader, bytes: Uint8Array): Promise<Complaint | undefined> => {
  const before = allocated();
  let result: Result;
  try {
    // A copy, so that a reader cannot keep or change the bytes under test.
    const file = new Uint8Array(bytes);
    result = await inTime(() => reader.read(file));
    if (!isDeepStrictEqual(file, new Uint8Array(bytes))) return wrong('it changes the bytes');
  } catch (error) {
    return thrown(error, 'when it reads');
  }
  const took = allocated() - before;
  if (took > SLACK + reader.multiple * bytes.length)
    return wrong(`it takes ${Math.round(took / 2 ** 20)} MB for ${bytes.length} bytes`);
  if (result._tag === 'Left') {
    const fault = faultOf(result.left);
    return fault === undefined ? undefined : wrong(fault);
  }
  const value = result.right;
  try {
    const followed = inTime(() => reader.follow?.(value));
    if (followed === undefined) return undefined;
    const [was, is] = [plain(followed.was), plain(followed.is)];
    if (isDeepStrictEqual(was, is)) return undefined;
    const show = (each: unknown): string => JSON.stringify(each)?.slice(0, 500) ?? 'nothing';
    return wrong(`written and read again, it is another value:\n${show(was)}\n${show(is)}`);
  } catch (error) {
    return thrown(error, 'when its value is used');
  }
};
