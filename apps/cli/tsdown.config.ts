import { application } from '../../tsdown.base.ts';

export default application('src/main.ts', 'src/search-trial.ts');
