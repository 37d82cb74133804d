import { describeConformance } from '../testing/describe-conformance.ts';
import { allowFusedMultiplyAdd } from '../testing/platform.ts';

allowFusedMultiplyAdd();
describeConformance('fused');
