import { describe } from 'vitest';
import { isOfDocs, runExamples } from './run.ts';

describe('examples of READMEs and doc comments run, and give what they say', () => {
  runExamples((example) => !isOfDocs(example));
});
