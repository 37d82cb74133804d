import { describe } from 'vitest';
import { isOfDocs, runExamples } from './run.ts';

describe('examples of the documentation run, and give what they say', () => {
  runExamples(isOfDocs);
});
