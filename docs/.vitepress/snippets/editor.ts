import { javascript } from '@codemirror/lang-javascript';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { basicSetup, EditorView } from 'codemirror';

/** An editor that is open in a page. */
export interface Editor {
  readonly text: () => string;
  readonly close: () => void;
}

const theme = EditorView.theme({
  '&': { backgroundColor: 'var(--vp-code-block-bg)', fontSize: 'var(--vp-code-font-size)' },
  '.cm-content': { fontFamily: 'var(--vp-font-family-mono)', caretColor: 'var(--vp-c-text-1)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--vp-c-text-2)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '.cm-cursor': { borderLeftColor: 'var(--vp-c-text-1)' },
});

/** The colours of the fences, which the theme has for light and for dark. */
const highlighting = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--editor-keyword)' },
  { tag: tags.function(tags.variableName), color: 'var(--editor-function)' },
  { tag: tags.function(tags.propertyName), color: 'var(--editor-function)' },
  { tag: [tags.string, tags.regexp], color: 'var(--editor-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--editor-number)' },
  { tag: [tags.typeName, tags.className], color: 'var(--editor-type)' },
  { tag: tags.comment, color: 'var(--editor-comment)' },
]);

/** Opens an editor with a text; Ctrl-Enter runs it, Escape and then Tab leave it. */
export const openEditor = (parent: HTMLElement, doc: string, onRun: () => void): Editor => {
  const view = new EditorView({
    parent,
    doc,
    extensions: [
      EditorView.domEventHandlers({
        keydown: (event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return false;
          event.preventDefault();
          onRun();
          return true;
        },
      }),
      syntaxHighlighting(highlighting), // Before the setup, whose own is for light pages.
      basicSetup,
      javascript({ typescript: true }),
      EditorView.contentAttributes.of({ 'aria-label': 'Code' }),
      theme,
    ],
  });
  view.focus();
  return { text: () => view.state.doc.toString(), close: () => view.destroy() };
};
