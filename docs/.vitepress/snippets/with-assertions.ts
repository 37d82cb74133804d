/**
 * The code with each `expression; // => value` made an assertion. The value may stand on the lines
 * below, each a comment.
 */
export const withAssertions = (code: string): string => {
  const lines = code.split('\n');
  const out: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const own = /^(.*\S)\s*\/\/ => (.*)$/.exec(lines[i]!);
    const below = /^\s*\/\/ => (.*)$/.exec(lines[i + 1] ?? '');
    if (own === null && below === null) {
      out.push(lines[i]!);
      continue;
    }
    const expression = (own?.[1] ?? lines[i]!).trim().replace(/;$/, '');
    let value = own?.[2] ?? below![1]!;
    if (own === null) i++;
    while (own === null && /^\s*\/\/ (?!=>)/.test(lines[i + 1] ?? ''))
      value += lines[++i]!.replace(/^\s*\/\//, '');
    // A value of several lines belongs to an expression of several: everything since the last `;`.
    const start = out.findLastIndex((line) => /[;{}]\s*(\/\/.*)?$|^\s*(\/\/.*)?$/.test(line)) + 1;
    const whole = [...out.splice(start), expression].join('\n');
    out.push(`__expect(${whole}, ${value});`);
  }
  return out.join('\n');
};
