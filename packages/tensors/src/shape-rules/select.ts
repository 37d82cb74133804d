import { requireInt, requireSameDType, requireSameShape, type ShapeRules } from './rule.ts';

export const select: ShapeRules<'where'> = {
  where: (_, inputs) => {
    const [condition, a, b] = inputs;
    requireInt('where', condition!, 'the condition');
    requireSameShape('where', inputs);
    return { shape: a!.shape, dtype: requireSameDType('where', [a!, b!]) };
  },
};
