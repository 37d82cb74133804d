import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runLanes, SKIPPED } from './lanes.mjs';

const folder = mkdtempSync(join(tmpdir(), 'puregrad-lanes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const node = (code) => ['node', '-e', code];
const passes = { commands: [node('')] };
const fails = { commands: [node('console.log("why"); process.exitCode = 3')] };
const waits = { commands: [node('setInterval(() => {}, 1000)')] };

/** Runs tasks by name; what became of each, and what began and ended in which order. */
async function run(tasks, lanes = 2) {
  const events = [];
  const outputs = {};
  const list = Object.entries(tasks).map(([name, task]) => ({ name, ...task }));
  const { done } = runLanes(list, {
    lanes,
    env: process.env,
    onStart: ({ name }) => events.push(`${name} begins`),
    onEnd: ({ name }, { output }) => {
      events.push(`${name} ends`);
      outputs[name] = String(output);
    },
  });
  return { results: Object.fromEntries(await done), events, outputs };
}

describe('lanes', () => {
  it('run as many tasks at a time as there are lanes', async () => {
    // Each of the first two waits for a sign of the other.
    const meets = (mine, other) => ({
      commands: [
        node(`
          const { existsSync, writeFileSync } = require('node:fs');
          writeFileSync('${join(folder, mine)}', '');
          const timer = setInterval(() => { if (existsSync('${join(folder, other)}')) clearInterval(timer); }, 5);
        `),
      ],
    });
    const { results, events } = await run({ a: meets('a', 'b'), b: meets('b', 'a'), c: passes });
    expect(results).toEqual({ a: 0, b: 0, c: 0 });
    expect(events.slice(0, 2)).toEqual(['a begins', 'b begins']);
    expect(events.indexOf('c begins')).toBeGreaterThan(2);
  });

  it('begin a task when what it comes after has passed, or was skipped', async () => {
    const { results, events } = await run({
      last: { ...passes, after: ['first', 'none'] },
      none: { ...passes, skip: 'there is no browser' },
      first: passes,
    });
    expect(results).toEqual({ first: 0, none: SKIPPED, last: 0 });
    expect(events).toEqual(['first begins', 'first ends', 'last begins', 'last ends']);
  });

  it('end what runs when a task fails, with all that it has started, and begin nothing more', async () => {
    const file = join(folder, 'child');
    const parent = `
      const { spawn } = require('node:child_process');
      const child = spawn('node', ['-e', 'setInterval(() => {}, 1000)']);
      require('node:fs').writeFileSync('${file}', String(child.pid));
      setInterval(() => {}, 1000);`;
    const failsLater = `const timer = setInterval(() => {
      if (require('node:fs').existsSync('${file}')) { clearInterval(timer); process.exitCode = 3; } }, 5);`;
    const { results, events } = await run({
      long: { commands: [node(parent)] },
      bad: { commands: [node(failsLater), node('')] },
      later: passes,
    });
    expect(results).toEqual({ bad: 3 });
    expect(events).toEqual(['long begins', 'bad begins', 'bad ends', 'long ends']);
    const child = Number(readFileSync(file, 'utf8'));
    for (let i = 0; i < 1000 && isAlive(child); i++)
      await new Promise((turn) => setTimeout(turn, 10));
    expect(isAlive(child)).toBe(false);
  });

  it('stop when they are told to', async () => {
    const { done, stop } = runLanes([{ name: 'a', ...waits }], { lanes: 1, env: process.env });
    setTimeout(stop, 100);
    expect(Object.fromEntries(await done)).toEqual({});
  });

  it('keep what a task prints', async () => {
    expect((await run({ fails })).outputs).toEqual({ fails: 'why\n' });
  });
});

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    // A process that has ended but has not been awaited is no longer running.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
