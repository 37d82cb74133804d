/** Words of the block that a team's threads share, and where in it the barrier begins, in bytes. */
export const CONTROL = {
  /** The number of the job, times 32, plus how many threads it is for. */
  job: 0,
  /** How many workers have started. */
  started: 16,
  /** Not zero when a thread has failed: then nobody goes on. */
  failed: 17,
  /** The job: which program, where its module lies in memory, and which of its functions to run. */
  program: 32,
  module: 33,
  moduleBytes: 34,
  part: 35,
  /** A program that nobody will run again. */
  dropped: 36,
  /** Not zero from when a worker tells why it failed: the first one, whose failure the others share. */
  telling: 48,
  /** How long what it tells is, and the UTF-16 units of it, one a word. */
  reasonLength: 64,
  reason: 65,
} as const;
const MOST_OF_A_REASON = 255;
export const BARRIER_OFFSET: number = 4 * 320;

/** Why a worker failed, from the words that it left before it said that it had; undefined if it left none. */
export const reasonIn = (words: Int32Array): string | undefined => {
  const length = words[CONTROL.reasonLength]!;
  return length === 0
    ? undefined
    : String.fromCharCode(...words.subarray(CONTROL.reason, CONTROL.reason + length));
};

/**
 * What a worker does: it waits for jobs, compiles the program of one that it does not know, and runs its
 * part. As text, for a worker begins with a file or a text, and a package in a bundle has no files.
 *
 * It looks at the job before it says that it is there, for jobs from then on count on it; and before it
 * instantiates, it waits for memory that has grown so lately that its thread has not heard of it. Words
 * are signed for `Atomics.wait`; addresses are read from unsigned ones. Why it fails it writes down as
 * well, for the thread that calls has no time for messages while it waits.
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
