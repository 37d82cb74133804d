import type { MarkdownRenderer } from 'vitepress';

/** What only Node has cannot run on a page. */
export const needsNode = (code: string): boolean => /from '(node:|[^']*\/node')/.test(code);

/** Wraps each TypeScript fence that a page can run, so that it has buttons. */
export const markSnippets = (md: MarkdownRenderer): void => {
  const fence = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const { info, content } = tokens[index]!;
    const shown = fence(tokens, index, options, env, self);
    if (info.trim() !== 'ts' || needsNode(content)) return shown;
    env.snippets = (env.snippets ?? 0) + 1;
    const code = encodeURIComponent(content).replaceAll("'", '%27');
    return `<RunnableSnippet :number="${env.snippets}" code="${code}">${shown}</RunnableSnippet>`;
  };
};
