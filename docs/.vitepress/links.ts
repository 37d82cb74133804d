import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

/** Links from pages to files of the repository that are not pages: their text stays. */
export const unlinkOutside = (md: MarkdownRenderer): void => {
  md.core.ruler.push('unlink-outside', ({ tokens, env }) => {
    const folder = posix.dirname(env.relativePath ?? '');
    for (const { children } of tokens) {
      let isOutside = false;
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const href = String(token.attrGet('href') ?? '');
          isOutside = /^\.\.?\//.test(href) && posix.join(folder, href).startsWith('..');
        }
        if (!isOutside || !/^link_(open|close)$/.test(token.type)) continue;
        if (token.type === 'link_close') isOutside = false;
        token.type = token.nesting > 0 ? 'em_open' : 'em_close';
        token.tag = 'em';
        token.attrs = null;
      }
    }
  });
};
