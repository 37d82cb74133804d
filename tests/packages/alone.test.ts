import { describe, expect, it } from 'vitest';
import { execute } from './execute.ts';
import { entriesOf, install, manifests } from './packages.ts';

describe.concurrent('a package with nothing but what it declares', () => {
  it.each(manifests)('$name', async (manifest) => {
    const folder = await install(`alone-${manifest.name.split('/')[1]}`, [manifest]);
    for (const entry of entriesOf(manifest)) {
      const imported = `console.log(Object.keys(await import('${entry}')).join())`;
      const required = `console.log(Object.keys(require('${entry}')).join())`;
      const fromModule = await execute('node', ['--input-type=module', '-e', imported], folder);
      const fromCommonJs = await execute('node', ['--input-type=commonjs', '-e', required], folder);
      expect(fromModule.trim()).not.toBe('');
      expect(names(fromCommonJs)).toEqual(names(fromModule));
    }
  });
});

const names = (printed: string) => printed.trim().split(',').sort();
