import { from0, text, toggle, whole } from '../codec.ts';
import { option } from '../option.ts';

/** What makes a run repeatable. */
export const runOptions = {
  seed: option({
    group: 'run',
    arg: 'n',
    help: 'the seed of all random numbers; the same seed gives the same model',
    codec: whole(0),
    fallback: { kind: 'value', value: 42 },
    vary: 'whole',
  }),
  deterministic: option({
    group: 'run',
    help: 'use only instructions that round alike everywhere: other processors and other versions of Node give the same model',
    codec: toggle,
    fallback: { kind: 'off', value: false },
  }),
};

/** What all commands that train can print and read. */
export const commonOutputOptions = {
  config: option({
    group: 'output',
    arg: 'file',
    help: 'read options from a JSON file, by their names in camelCase; flags override it',
    codec: text,
    fallback: { kind: 'none' },
  }),
  json: option({
    group: 'output',
    help: 'print one JSON object per line',
    codec: toggle,
    fallback: { kind: 'off', value: false },
  }),
};

/** What `train` alone writes. */
export const trainOutputOptions = {
  out: option({
    group: 'output',
    arg: 'file',
    help: 'save the model there, in the format safetensors',
    codec: text,
    fallback: { kind: 'none', text: 'not saved' },
  }),
  report: option({
    group: 'output',
    arg: 'file',
    help: 'write a report of the run, one self-contained HTML page',
    codec: text,
    fallback: { kind: 'none' },
  }),
  run: option({
    group: 'output',
    arg: 'folder',
    help: 'save checkpoints there, from which `puregrad resume` continues the run',
    codec: text,
    fallback: { kind: 'none', text: 'not saved' },
  }),
  saveEvery: option({
    group: 'output',
    arg: 'seconds',
    help: 'time between checkpoints',
    codec: from0,
    fallback: { kind: 'value', value: 5 },
  }),
  quiet: option({
    group: 'output',
    help: 'print only the result',
    codec: toggle,
    fallback: { kind: 'off', value: false },
  }),
};
