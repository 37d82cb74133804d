import { application } from '../../tsdown.base.ts';

export default application({
  main: 'src/main.ts',
  'search-trial': 'src/search/search-trial.ts',
  'fold-trial': 'src/folds/fold-trial.ts',
});
