import type { MarkdownRenderer } from 'vitepress';
import { recordingsOf } from '../recordings.ts';

/** Whether code imports what only Node has, so that a page cannot run it. */
export const needsNode = (code: string): boolean => /from '(node:|[^']*\/node')/.test(code);

const attribute = (value: string): string => encodeURIComponent(value).replaceAll("'", '%27');

/** Wraps each TypeScript fence that a page can run in a component with buttons and recorded output. */
export const markSnippets = (md: MarkdownRenderer): void => {
  const fence = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const { info, content } = tokens[index]!;
    const shown = fence(tokens, index, options, env, self);
    if (info.trim() !== 'ts' || needsNode(content)) return shown;
    env.snippets = (env.snippets ?? 0) + 1;
    const recording = recordingsOf(env.relativePath ?? '').find(
      ({ snippet }) => snippet === env.snippets,
    );
    const recorded =
      recording === undefined ? '' : ` recorded="${attribute(JSON.stringify(recording.output))}"`;
    return `<RunnableSnippet :number="${env.snippets}" code="${attribute(content)}"${recorded}>${shown}</RunnableSnippet>`;
  };
};
