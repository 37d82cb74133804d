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
  stretch: 35,
  /** A program that nobody will run again. */
  dropped: 36,
} as const;
export const BARRIER_OFFSET = 256;

/**
 * What a worker does: it waits for jobs, compiles the program of one that it does not know, and runs its
 * part. As text, for a worker begins with a file or a text, and a package in a bundle has no files.
 *
 * It looks at the job before it says that it is there, for jobs from then on count on it; and before it
 * instantiates, it waits for memory that has grown so lately that its thread has not heard of it.
 */
export const WORKER_SOURCE: string = `
const run = ({ memory, control, post }) => {
  const words = new Int32Array(memory.buffer, control, ${BARRIER_OFFSET / 4});
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
        instance = instantiate(words[${CONTROL.module}], words[${CONTROL.moduleBytes}]);
        instances.set(program, instance);
      }
      instance.exports['run' + words[${CONTROL.stretch}]](thread, threads);
    }
  } catch (error) {
    Atomics.store(words, ${CONTROL.failed}, 1);
    post(String(error));
  }
};
if (typeof self === 'object' && typeof self.postMessage === 'function')
  self.onmessage = ({ data }) => run({ ...data, post: (text) => self.postMessage(text) });
else {
  const { parentPort, workerData } = require('node:worker_threads');
  run({ ...workerData, post: (text) => parentPort.postMessage(text) });
}
`;
