import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { install, manifests } from './packages.ts';

/** A program whose worker threads have run, and run again, before it ends in its way. */
const program = (end: string): string => `
import { compile, full, matmul, wasmEngine } from '@puregrad/tensors';
const engine = wasmEngine({ threads: 3 });
const product = compile((x) => matmul(x, x), { engine });
product(full([256, 256], 1));
console.log(await engine.ready(), product(full([256, 256], 2)).data[5]);
${end}
`;

describe('a process whose engine has threads', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await install(
      'threads',
      manifests.filter(({ name }) => name === '@puregrad/tensors'),
    );
  });

  const run = async (name: string, end: string, whenWorking?: NodeJS.Signals) => {
    writeFileSync(join(folder, `${name}.mjs`), program(end));
    const child = spawn('node', [`${name}.mjs`], { cwd: folder });
    child.stdout.on('data', (printed) => {
      if (String(printed).includes('working')) child.kill(whenWorking);
    });
    const [stdout, stderr, [code, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { stdout, stderr, code, signal };
  };

  it('ends by itself', async () => {
    expect(await run('ends', '')).toEqual({
      stdout: '3 1024\n',
      stderr: '',
      code: 0,
      signal: null,
    });
  });

  it('ends with an uncaught error', async () => {
    const { stderr, code } = await run('fails', `throw new Error('enough');`);
    expect(stderr).toContain('enough');
    expect(code).toBe(1);
  });

  it('ends with process.exit', async () => {
    expect((await run('exits', 'process.exit(7);')).code).toBe(7);
  });

  it('ends with Ctrl-C, in the middle of work', async () => {
    const work = `console.log('working'); for (;;) product(full([256, 256], Math.PI));`;
    expect(await run('interrupted', work, 'SIGINT')).toMatchObject({ signal: 'SIGINT' });
  });

  it('ends with Ctrl-C that it handles itself', async () => {
    const work = `
      process.once('SIGINT', () => { console.log('bye'); clearInterval(timer); });
      const timer = setInterval(() => product(full([256, 256], Math.PI)), 0);
      console.log('working');`;
    const { stdout, code } = await run('handles', work, 'SIGINT');
    expect(stdout).toContain('bye');
    expect(code).toBe(0);
  });
});
