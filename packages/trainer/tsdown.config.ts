import { library } from '../../tsdown.base.ts';

export default library('src/index.ts', 'src/auto.ts', 'src/node.ts', 'src/search.ts');
