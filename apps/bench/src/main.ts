import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bench } from './bench.ts';
import { disturbance, showMachine } from './machine.ts';
import { writeJson, writePage } from './outputs.ts';
import { showExclusions, showGpu, showMemory, showRows } from './show.ts';

const USAGE = `Times puregrad and its peers at the same work, in turns.

npm run bench -- [OPTIONS]

  --only REGEX  only the work whose name matches, such as 'step|matmul 512'; 'gpu' for steps on a page
  --quick       one short round of each, to see that all runs; no figures to quote
  --device      on a page: by this machine's graphics processor, not by software
  --json FILE   write [{ work, subject, threads, variant, medianMs, minMs, maxMs }, …]
  --page FILE   write a page about it, and its charts into a folder of the same name
  --help        this`;

const main = async (): Promise<number> => {
  const options = {
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    device: { type: 'boolean', default: false },
    json: { type: 'string' },
    page: { type: 'string' },
    help: { type: 'boolean', default: false },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  let only: RegExp;
  try {
    ({ values } = parseArgs({ options }));
    only = new RegExp(values.only!);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const busy = disturbance();
  if (busy !== undefined) console.error(busy);

  const folder = mkdtempSync(join(tmpdir(), 'puregrad-bench-'));
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('SIGINT', () => {
    clear();
    process.exit(130);
  });
  try {
    const report = await bench(
      { only, quick: values.quick!, onDevice: values.device!, folder },
      (line) => console.error(line),
    );
    const { rows, memory, exclusions, gpu } = report;
    if (rows.length + memory.length + exclusions.length + (gpu?.rows.length ?? 0) === 0) {
      console.error(`No work matches '${values.only}'.`);
      return 1;
    }
    console.log(showMachine(report.machine));
    if (rows.length > 0) console.log(showRows(rows));
    if (memory.length > 0) console.log(showMemory(memory));
    if (gpu !== undefined) console.log(showGpu(gpu));
    if (exclusions.length > 0) console.log(`Not timed:\n${showExclusions(exclusions)}`);
    if (values.json !== undefined) await writeJson(resolve(values.json), report);
    if (values.page !== undefined) await writePage(resolve(values.page), report);
    return 0;
  } finally {
    clear();
  }
};

process.exitCode = await main();
