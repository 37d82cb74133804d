import type { Primitive } from '@puregrad/tensors/interpreters';
import { convert } from './convert.ts';
import { elementwise } from './elementwise.ts';
import { indexing } from './indexing.ts';
import { matmul } from './matmul.ts';
import { movement } from './movement.ts';
import { random } from './random.ts';
import { reduce } from './reduce.ts';
import type { VjpContext, VjpRule, VjpRules } from './rule.ts';

const vjpRules: VjpRules<Primitive> = {
  ...elementwise,
  ...reduce,
  ...movement,
  ...indexing,
  ...matmul,
  ...convert,
  ...random,
};

export const pullBack = <P extends Primitive>(
  primitive: P,
  context: VjpContext<P>,
): ReturnType<VjpRule<P>> => vjpRules[primitive](context);
