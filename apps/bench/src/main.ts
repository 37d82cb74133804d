import { parseArgs } from 'node:util';
import { defaultEngine } from '@puregrad/tensors';
import { machine } from './machine.ts';
import type { Row } from './row.ts';
import { show } from './show.ts';
import { matmulRows } from './workloads/matmul.ts';
import { mnistRows } from './workloads/mnist.ts';
import { tinyRows } from './workloads/tiny.ts';

const { json } = parseArgs({ options: { json: { type: 'boolean', default: false } } }).values;

// The smallest first: memory is judged before there is much of it.
const rows: Row[] = [];
for (const workload of [tinyRows, matmulRows, mnistRows]) rows.push(...(await workload()));

const report = { machine: machine(), engine: defaultEngine().description, rows };
console.log(json ? JSON.stringify(report) : show(report));
