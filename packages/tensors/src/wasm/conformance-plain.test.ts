import { describeConformance } from '../testing/describe-conformance.ts';

describeConformance('plain');
