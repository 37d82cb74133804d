const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** A text of the user as HTML. */
export const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => ENTITIES[c]!);

/** A chart with its caption; nothing if there is nothing to draw. */
export const figure = async (
  caption: string,
  chart: Promise<string> | undefined,
): Promise<string> =>
  chart === undefined
    ? ''
    : `<figure>${await chart}<figcaption>${escape(caption)}</figcaption></figure>`;

export const charts = async (...all: readonly Promise<string>[]): Promise<string> =>
  `<div class="charts">${(await Promise.all(all)).join('\n')}</div>`;

/** A heading and what follows it; nothing if that is empty. */
export const section = (heading: string, content: string): string =>
  content === '' ? '' : `<h2>${heading}</h2>\n${content}`;
