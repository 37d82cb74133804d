import { availableParallelism, cpus } from 'node:os';
import { dense, heNormal, input, type Network, relu } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { adam } from '@puregrad/optimizers';
import {
  arange,
  cast,
  compile,
  defaultEngine,
  key,
  matmul,
  normal,
  type Tensor,
  uniform,
  wasmEngine,
} from '@puregrad/tensors';
import { initialState, trainingStep } from '@puregrad/trainer';
import Table from 'cli-table3';
import { ExitCode } from '../exit-code.ts';
import type { benchOptions } from '../options/command-options.ts';
import type { Requested } from '../options/option.ts';
import type { Terminal } from '../terminal.ts';

/** A piece of work that can be done again and again. */
interface Work {
  readonly name: string;
  readonly operations: number;
  /** How many examples one call trains on. */
  readonly examples?: number;
  readonly prepare: (engine: ReturnType<typeof wasmEngine> | undefined) => () => void;
}

const product = (m: number, k: number, n: number): Work => ({
  name: `matmul ${m}×${k}×${n}`,
  operations: 2 * m * k * n,
  prepare: (engine) => {
    const run = compile((x: Tensor, y: Tensor) => matmul(x, y), engine && { engine });
    const [x, y] = [normal(key(1), [m, k]), normal(key(2), [k, n])];
    return () => run(x, y);
  },
});

const step = (widths: readonly [number, ...number[], number], batch: number): Work => {
  const [first, ...rest] = widths;
  const classes = rest.at(-1)!;
  const weights = rest.reduce((sum, width, i) => sum + width * widths[i]!, 0);
  return {
    name: `training step ${widths.join('-')}, batch ${batch}`,
    operations: 6 * batch * weights - 2 * batch * first * rest[0]!,
    examples: batch,
    prepare: (engine) => {
      const hidden = rest
        .slice(0, -1)
        .reduce<Network<number, number>>(
          (network, width) => relu()(dense(width, { kernelInit: heNormal })(network)),
          input(first),
        );
      const network = dense(classes)(hidden);
      const objective = { network, loss: sparseSoftmaxCrossEntropy, metrics: {} };
      const optimizer = adam();
      const run = compile(trainingStep(objective, optimizer), {
        donate: [0],
        ...(engine && { engine }),
      });
      const data = {
        x: uniform(key(1), [batch, first]),
        y: cast(uniform(key(2), [batch], { max: classes }), 'int32'),
      };
      const rows = arange(batch, { dtype: 'int32' });
      let state = initialState(objective, optimizer, { init: key(3), steps: key(4) });
      return () => {
        [state] = run(state, data, rows);
      };
    },
  };
};

const works: readonly Work[] = [
  product(64, 784, 128),
  product(512, 512, 512),
  step([4, 16, 3], 32),
  step([784, 128, 10], 64),
  step([784, 512, 256, 10], 128),
];

/** Milliseconds of a call: the median of calls in a row that together take so long. */
const time = (run: () => void, milliseconds: number): number => {
  for (let i = 0; i < 3; i++) run();
  const times: number[] = [];
  const end = performance.now() + milliseconds;
  while (times.length < 5 || performance.now() < end) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
};

/** `puregrad bench`: how fast this machine trains. */
export const bench = async (
  { quick, json }: Requested<typeof benchOptions>,
  { out, err }: Terminal,
): Promise<ExitCode> => {
  const single = wasmEngine({ threads: 1 });
  await single.ready();
  const rows = works.map(({ name, operations, examples, prepare }) => {
    err(name);
    const [all, one] = [undefined, single].map((engine) =>
      time(prepare(engine), quick ? 100 : 1000),
    ) as [number, number];
    return {
      name,
      milliseconds: all,
      oneThread: one,
      gflops: operations / all / 1e6,
      examplesPerSecond: examples === undefined ? undefined : (1000 * examples) / all,
    };
  });
  const cpu = cpus()[0]?.model.trim() ?? 'unknown processor';
  const about = `${cpu}, ${availableParallelism()} threads, Node ${process.versions.node}; ${defaultEngine().description}`;
  if (json) {
    out(JSON.stringify({ machine: about, quick, rows }));
    return ExitCode.ok;
  }
  const table = new Table({
    head: ['', 'ms', 'on one thread', 'GFLOP/s', 'examples/s'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, milliseconds, oneThread, gflops, examplesPerSecond } of rows)
    table.push([
      name,
      milliseconds.toPrecision(3),
      oneThread.toPrecision(3),
      gflops.toPrecision(3),
      examplesPerSecond === undefined ? '' : Math.round(examplesPerSecond).toLocaleString('en-US'),
    ]);
  out(about);
  out(table.toString());
  if (quick) out('Short rounds, good for a look; without --quick they are a second each.');
  return ExitCode.ok;
};
