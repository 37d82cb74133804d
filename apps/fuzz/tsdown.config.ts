import { application } from '../../tsdown.base.ts';

/** The sources of the packages, not what is built of them: engines of tests are no part of that. */
export default {
  ...application({ main: 'src/main.ts' }),
  inputOptions: { resolve: { conditionNames: ['@puregrad/source', 'import', 'node', 'default'] } },
};
