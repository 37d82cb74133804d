import type { Primitive } from '@puregrad/tensors/interpreters';
import { binary, compare } from './binary.ts';
import { convert } from './convert.ts';
import { indexing } from './indexing.ts';
import { matmul } from './matmul.ts';
import { movement } from './movement.ts';
import { random } from './random.ts';
import { reduce } from './reduce.ts';
import type { VjpContext, VjpRule, VjpRules } from './rule.ts';
import { select } from './select.ts';
import { unary } from './unary.ts';

const vjpRules: VjpRules<Primitive> = {
  ...unary,
  ...binary,
  ...compare,
  ...select,
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
