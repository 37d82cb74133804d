import type { Tensor } from '@puregrad/tensors';
import type { Primitive } from '@puregrad/tensors/interpreters';
import { convert } from './convert.ts';
import { elementwise } from './elementwise.ts';
import { indexing } from './indexing.ts';
import { matmul } from './matmul.ts';
import { movement } from './movement.ts';
import { random } from './random.ts';
import { reduce } from './reduce.ts';
import type { JvpContext, JvpRules } from './rule.ts';

const jvpRules: JvpRules<Primitive> = {
  ...elementwise,
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
