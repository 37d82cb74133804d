import type { ShapeRules } from './rule.ts';

export const convert: ShapeRules<'cast' | 'stopGradient'> = {
  cast: ({ dtype }, [x]) => ({ shape: x!.shape, dtype }),
  stopGradient: (_, [x]) => x!,
};
