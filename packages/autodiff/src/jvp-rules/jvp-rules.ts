import type { Tensor } from '@puregrad/tensors';
import type { Primitive } from '@puregrad/tensors/interpreters';
import { binary, compare } from './binary.ts';
import { convert } from './convert.ts';
import { indexing } from './indexing.ts';
import { matmul } from './matmul.ts';
import { movement } from './movement.ts';
import { random } from './random.ts';
import { reduce } from './reduce.ts';
import type { JvpContext, JvpRules } from './rule.ts';
import { select } from './select.ts';
import { unary } from './unary.ts';

const jvpRules: JvpRules<Primitive> = {
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

export const pushForward = <P extends Primitive>(
  primitive: P,
  context: JvpContext<P>,
): Tensor | undefined => jvpRules[primitive](context);
