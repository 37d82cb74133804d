import { application } from '../../tsdown.base.ts';

/** What the readers of Parquet and Arrow need. */
const formats = [
  ...['apache-arrow', 'flatbuffers', 'tslib'],
  ...['hyparquet', 'hyparquet-compressors', 'fzstd', 'hysnappy'],
];

/** With the sources of our packages, which have engines for tests that no build of them has. */
export default {
  ...application({ main: 'src/main.ts' }),
  deps: {
    alwaysBundle: [/^(@puregrad|puregrad)\//],
    onlyBundle: [/^(@puregrad|puregrad)\//, 'papaparse', 'zod', ...formats],
  },
  inputOptions: { resolve: { conditionNames: ['@puregrad/source', 'import', 'node', 'default'] } },
};
