/** The indices of the words that a team's threads share. */
export const CONTROL = {
  /** The number of the job, times 32, plus the number of its threads. */
  job: 0,
  /** The number of workers that have started. */
  started: 16,
  /** Not zero if a thread has failed: then the others stop. */
  failed: 17,
  /** The job: the program, the address and length of its module, and the function to run. */
  program: 32,
  module: 33,
  moduleBytes: 34,
  part: 35,
  /** A program that will not run again. */
  dropped: 36,
  /** Not zero once a worker has begun to write why it failed; the others do not write then. */
  telling: 48,
  /** The length of the reason, and its UTF-16 units, one in each word. */
  reasonLength: 64,
  reason: 65,
} as const;
const MOST_OF_A_REASON = 255;
export const BARRIER_OFFSET: number = 4 * 320;

/** The reason why a worker failed, which it wrote before it reported the failure; undefined if it wrote none. */
export const reasonIn = (words: Int32Array): string | undefined => {
  const length = words[CONTROL.reasonLength]!;
  return length === 0
    ? undefined
    : String.fromCharCode(...words.subarray(CONTROL.reason, CONTROL.reason + length));
};

/**
 * The program of a worker: it waits for jobs, compiles programs that it does not know, and runs its part. It is a text,
 * because a worker starts from a file or a text, and a package in a bundle has no files.
 *
 * It reads the number of the job before it reports that it has started, because later jobs count on it. Before it
 * instantiates a module, it waits until its thread sees memory that has just grown. Words are signed for `Atomics.wait`;
 * addresses are read as unsigned ones. It writes the reason of a failure to memory as well, because the calling thread
 * cannot receive messages while it waits.
 */
export const WORKER_SOURCE: string = `
const run = ({ memory, control, post }) => {
  const words = new Int32Array(memory.buffer, control, ${BARRIER_OFFSET / 4});
  const unsigned = new Uint32Array(memory.buffer, control, ${BARRIER_OFFSET / 4});
  const instances = new Map();
  const stalled = () => {
    if (Atomics.load(words, ${CONTROL.failed})) throw new Error('the run was given up');
  };
  const instantiate = (address, length) => {
    while (memory.buffer.byteLength < address + length) Atomics.wait(words, ${CONTROL.failed}, 0, 1);
    const module = new WebAssembly.Module(new Uint8Array(memory.buffer, address, length).slice());
    return new WebAssembly.Instance(module, { env: { memory, stalled } });
  };
  let seen = Atomics.load(words, ${CONTROL.job});
  const thread = Atomics.add(words, ${CONTROL.started}, 1) + 1;
  post('started');
  try {
    for (;;) {
      for (let i = 0; i < 200000 && Atomics.load(words, ${CONTROL.job}) === seen; i++);
      Atomics.wait(words, ${CONTROL.job}, seen);
      const job = Atomics.load(words, ${CONTROL.job});
      if (job === seen) continue;
      seen = job;
      const threads = job & 31;
      if (thread >= threads) continue;
      const program = words[${CONTROL.program}];
      instances.delete(words[${CONTROL.dropped}]);
      let instance = instances.get(program);
      if (instance === undefined) {
        instance = instantiate(unsigned[${CONTROL.module}], unsigned[${CONTROL.moduleBytes}]);
        instances.set(program, instance);
      }
      instance.exports['run' + words[${CONTROL.part}]](thread, threads);
    }
  } catch (error) {
    const reason = String(error);
    if (Atomics.exchange(words, ${CONTROL.telling}, 1) === 0 && !Atomics.load(words, ${CONTROL.failed})) {
      const length = Math.min(reason.length, ${MOST_OF_A_REASON});
      for (let i = 0; i < length; i++) words[${CONTROL.reason} + i] = reason.charCodeAt(i);
      words[${CONTROL.reasonLength}] = length;
      Atomics.store(words, ${CONTROL.failed}, 1);
    }
    post(reason);
  }
};
if (typeof self === 'object' && typeof self.postMessage === 'function')
  self.onmessage = ({ data }) => run({ ...data, post: (text) => self.postMessage(text) });
else {
  const { parentPort, workerData } = require('node:worker_threads');
  run({ ...workerData, post: (text) => parentPort.postMessage(text) });
}
`;
