import { idOf, type LabRecord } from './record.ts';

export const showTime = (seconds: number): string =>
  seconds < 100
    ? `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
    : seconds < 6000
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;

/** A page about one experiment, as Markdown; its chart and its numbers lie beside it. */
export const experimentPage = (record: LabRecord): string => {
  const { title, claim, source, published, ours, verdict, finding } = record;
  const { seed, seconds, processors, versions, command, full } = record;
  const id = idOf(record);
  return `# ${title}${full ? ', full setting' : ''}

**Claim:** ${claim} (${source})

| published | ours | verdict |
| --- | --- | --- |
| ${published} | ${ours} | ${verdict} |

![${title}](${id}.svg)

${finding}

Made by \`${command}\` with seed ${seed} in ${showTime(seconds)} on ${processors} ${processors === 1 ? 'processor' : 'processors'}; puregrad ${versions.puregrad}, Node ${versions.node}. All numbers: [${id}.json](${id}.json).
`;
};

/** The page that lists them all. */
export const overviewPage = (records: readonly LabRecord[]): string => `# Experiments

What the lecture and the papers claim, and what came out here. Each line is one run of \`puregrad lab\`; its page says what was done.

| claim | published | ours | verdict | time |
| --- | --- | --- | --- | --- |
${records
  .map((record) => {
    const { title, full, published, ours, verdict, seconds } = record;
    return `| [${title}${full ? ', full' : ''}](${idOf(record)}.md) | ${published} | ${ours} | ${verdict} | ${showTime(seconds)} |`;
  })
  .join('\n')}
`;
