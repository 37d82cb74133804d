import type { Primitive } from '@puregrad/tensors/interpreters';
import { byPartials } from './by-partials.ts';
import { convert } from './convert.ts';
import { images } from './images.ts';
import { indexing } from './indexing.ts';
import { matmul } from './matmul.ts';
import { movement } from './movement.ts';
import { reduce } from './reduce.ts';
import type { VjpContext, VjpRule, VjpRules } from './rule.ts';

const vjpRules: VjpRules<Primitive> = {
  ...byPartials,
  ...reduce,
  ...movement,
  ...indexing,
  ...images,
  ...matmul,
  ...convert,
};

export const pullBack = <P extends Primitive>(
  primitive: P,
  context: VjpContext<P>,
): ReturnType<VjpRule<P>> => vjpRules[primitive](context);
