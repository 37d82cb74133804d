import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { root } from './run.ts';

const require = createRequire(`${root}/docs/package.json`);
const katex = require('katex') as {
  readonly renderToString: (formula: string, options: object) => string;
};

const pages = readdirSync(`${root}/docs`, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.md') && !/^(api|node_modules|\.vitepress)\//.test(file));

const read = (page: string): string => readFileSync(`${root}/docs/${page}`, 'utf8');

/** What stands between dollars, outside of code. */
const formulasOf = (text: string): readonly { tex: string; displayMode: boolean }[] => {
  const prose = text.replace(/^ *```[\s\S]*?^ *```$/gm, '').replace(/`[^`]*`/g, '');
  return [...prose.matchAll(/\$\$([\s\S]+?)\$\$|\$([^$]+?)\$/g)].map(([, display, inline]) => ({
    tex: (display ?? inline)!,
    displayMode: display !== undefined,
  }));
};

describe('formulas of the documentation', () => {
  it('are mathematics that can be read aloud', () => {
    const formulas = pages.flatMap((page) => formulasOf(read(page)));
    expect(formulas.length).toBeGreaterThan(150);
    for (const { tex, displayMode } of formulas)
      expect(katex.renderToString(tex, { displayMode, strict: 'error' }), tex).toContain('<math');
  });

  it('are not written as code', () => {
    for (const page of pages)
      for (const [, language, code] of read(page).matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gm))
        if (language === '' || language === 'text') expect(code, page).not.toMatch(/[←Σ∂√‖]/);
  });

  it('are there on each page of a technique', () => {
    const techniques = pages.filter((page) => /^tutorial\/(?!index)/.test(page));
    for (const page of techniques)
      expect(
        formulasOf(read(page)).some(({ displayMode }) => displayMode),
        page,
      ).toBe(true);
  });
});
