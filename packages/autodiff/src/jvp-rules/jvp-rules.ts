import type { Tensor } from '@puregrad/tensors';
import type { Primitive } from '@puregrad/tensors/interpreters';
import { byPartials } from './by-partials.ts';
import { convert } from './convert.ts';
import { images } from './images.ts';
import { indexing } from './indexing.ts';
import { matmul } from './matmul.ts';
import { movement } from './movement.ts';
import { reduce } from './reduce.ts';
import type { JvpContext, JvpRules } from './rule.ts';

const jvpRules: JvpRules<Primitive> = {
  ...byPartials,
  ...reduce,
  ...movement,
  ...indexing,
  ...images,
  ...matmul,
  ...convert,
};

export const pushForward = <P extends Primitive>(
  primitive: P,
  context: JvpContext<P>,
): Tensor | undefined => jvpRules[primitive](context);
