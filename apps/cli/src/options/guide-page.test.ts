import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { commandSpecs } from '../commands/specs.ts';
import { guidePage } from './guide-page.ts';

// `npx vitest run apps/cli/src/options/guide-page.test.ts --update` writes it.
it('the page of options in the guide is current', async () => {
  const path = fileURLToPath(new URL('../../../../docs/guide/options.md', import.meta.url));
  await expect(guidePage(commandSpecs)).toMatchFileSnapshot(path);
});
