// A subject for tests: `node fake-subject.mjs right|wrong|unsupported|dies|hangs|babbles|fails-later|never-drops`.
import { createInterface } from 'node:readline';

const [manner] = process.argv.slice(2);
const say = (reply) => console.log(JSON.stringify(reply));
const manners = {
  right: { prepare: () => say({ check: [1, 2] }) },
  wrong: { prepare: () => say({ check: [1, 2.5] }) },
  unsupported: { prepare: () => say({ unsupported: 'no such kernel' }) },
  dies: {
    prepare: () => {
      console.error('out of luck');
      process.exit(3);
    },
  },
  hangs: { prepare: () => {} },
  babbles: { prepare: () => console.log('Hello!') },
  'never-drops': {
    prepare: ({ dropoutRate }) =>
      say(dropoutRate === 0 ? { check: [1, 2] } : { unsupported: 'no random numbers' }),
  },
  'fails-later': {
    prepare: () => say({ check: [1, 2] }),
    run: () => say({ error: 'Error: it broke' }),
  },
};
const answers = {
  run: ({ most }) => say({ times: Array.from({ length: Math.min(3, most) }, (_, i) => i + 1) }),
  memory: () => say({ heapBytes: 5, residentBytes: 6, peakBytes: 7 }),
  ...manners[manner],
};
createInterface({ input: process.stdin }).on('line', (line) => {
  const [[kind, value]] = Object.entries(JSON.parse(line));
  answers[kind](value);
});
