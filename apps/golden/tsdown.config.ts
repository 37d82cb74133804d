import { application } from '../../tsdown.base.ts';

export default application({ main: 'src/main.ts' });
