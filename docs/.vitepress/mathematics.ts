import { tex } from '@mdit/plugin-tex';
import katex from 'katex';
import type { MarkdownRenderer } from 'vitepress';

interface Env {
  /** Whether the page is read for the search index. */
  readonly isIndexed?: boolean;
  /** The page's file in the folder of the documentation. */
  readonly relativePath?: string;
}

/**
 * Renders TeX between dollars when a page is built: HTML for the eye, MathML for screen readers. An
 * unknown command fails the build.
 */
export const renderMathematics = (md: MarkdownRenderer): void => {
  // VitePress bundles the types of another release of the same parser.
  tex(md as unknown as Parameters<typeof tex>[0], {
    render: (formula, isDisplay, env) => {
      // Types of the API, such as template literals, have dollars that do not enclose formulas.
      if ((env as Env).relativePath?.startsWith('api/'))
        return md.renderInline(`\\$${formula}\\$`, env as object);
      const options = { displayMode: isDisplay, throwOnError: true, strict: 'error' } as const;
      if ((env as Env).isIndexed)
        return textOf(katex.renderToString(formula, { ...options, output: 'mathml' }));
      const html = katex.renderToString(formula, { ...options, output: 'htmlAndMathml' });
      // A wide formula scrolls by itself, by keyboard too. Vue leaves what is marked `v-pre` alone.
      return isDisplay
        ? `<div class="formula" tabindex="0" v-pre>${html}</div>\n`
        : `<span class="formula" v-pre>${html}</span>`;
    },
  });
};

/** The symbols of a formula, without its source. */
const textOf = (mathml: string): string =>
  mathml.replace(/<annotation[\s\S]*?<\/annotation>/g, '').replace(/<[^>]*>/g, '');

/** Renders a page for the search index, in which each formula stands once. */
export const renderForSearch = (
  source: string,
  env: object,
  md: { readonly render: (source: string, env: object) => string },
): string => md.render(source, Object.assign(env, { isIndexed: true }));

interface Transform {
  readonly name: string;
  readonly enforce: 'pre';
  readonly transform: (code: string, id: string) => string | undefined;
}

/** Every browser that runs this site reads WOFF2: the fonts' other formats need not be built. */
export const onlyWoff2: Transform = {
  name: 'only-woff2',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('katex') && id.endsWith('.css')
      ? code.replace(/,\s*url\([^)]*\.(woff|ttf)\) format\("[a-z]+"\)/g, '')
      : undefined,
};
