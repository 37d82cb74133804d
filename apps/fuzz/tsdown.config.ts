import { application } from '../../tsdown.base.ts';

/** With the sources of our packages, which have engines for tests that no build of them has. */
export default {
  ...application({ main: 'src/main.ts' }),
  deps: {
    alwaysBundle: [/^(@puregrad|puregrad)\//],
    onlyBundle: [/^(@puregrad|puregrad)\//, 'papaparse', 'zod'],
  },
  inputOptions: { resolve: { conditionNames: ['@puregrad/source', 'import', 'node', 'default'] } },
};
