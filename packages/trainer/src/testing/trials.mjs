/** Trials for the tests of worker threads. */
import { threadId } from 'node:worker_threads';

let calls = 0;

export const evaluate = async ({ x }, budget) => (x - 3) ** 2 / budget;

export const threadOf = async () => {
  await new Promise((resolve) => setTimeout(resolve, 30));
  return threadId;
};

/** How many trials this thread has begun and not ended, when it begins one. */
export const overlap = async () => {
  calls++;
  const seen = calls;
  await new Promise((resolve) => setTimeout(resolve, 5));
  calls--;
  return seen;
};

export const fail = ({ how }) => {
  if (how === 'throw') throw new Error('the data are missing');
  if (how === 'exit') process.exit(7);
  if (how === 'later') setTimeout(() => Promise.reject(new Error('nobody caught this')));
  return how === 'text' ? 'three' : new Promise(() => {});
};

/** Never yields: only the end of its thread ends it. */
export const forever = ({ spin }) => {
  while (spin);
  return 1;
};

/** The arguments of the call. */
export const echo = (...given) => given;
