import type { Spec } from '../primitives.ts';
import { type Shape, sameShape } from '../shape.ts';
import { isTensor, type Tensor } from '../tensor.ts';

/** The signature of a tree. */
export type Pattern =
  | { readonly kind: 'tensor'; readonly dtype: Spec['dtype']; readonly shape: Shape }
  | { readonly kind: 'array'; readonly items: readonly Pattern[] }
  | {
      readonly kind: 'object';
      readonly keys: readonly string[];
      readonly items: readonly Pattern[];
    }
  | { readonly kind: 'static'; readonly value: unknown };

export const patternOf = (value: unknown): Pattern => {
  if (isTensor(value)) return { kind: 'tensor', dtype: value.dtype, shape: value.shape };
  if (Array.isArray(value)) return { kind: 'array', items: value.map(patternOf) };
  if (typeof value === 'object' && value !== null)
    return {
      kind: 'object',
      keys: Object.keys(value),
      items: Object.values(value).map(patternOf),
    };
  return { kind: 'static', value };
};

/** Whether a tree is like the pattern; if so, its tensors have been added to `found`, in order. */
export const matches = (pattern: Pattern, value: unknown, found: Tensor[]): boolean => {
  switch (pattern.kind) {
    case 'tensor': {
      if (!isTensor(value)) return false;
      const { dtype, shape } = value;
      if (dtype !== pattern.dtype || !sameShape(shape, pattern.shape)) return false;
      found.push(value);
      return true;
    }
    case 'array': {
      const { items } = pattern;
      if (!Array.isArray(value) || value.length !== items.length) return false;
      for (let i = 0; i < items.length; i++) if (!matches(items[i]!, value[i], found)) return false;
      return true;
    }
    case 'object': {
      if (typeof value !== 'object' || value === null || isTensor(value) || Array.isArray(value))
        return false;
      const { keys, items } = pattern;
      let i = 0;
      // In the order of the keys: another order is another signature, and so another trace.
      for (const key in value)
        if (
          keys[i] !== key ||
          !matches(items[i++]!, (value as Record<string, unknown>)[key], found)
        )
          return false;
      return i === keys.length;
    }
    case 'static':
      return Object.is(value, pattern.value);
  }
};

/** Builds trees like a given one, with other tensors in the places of its own. */
export const builderOf = <T>(tree: T): ((tensors: readonly Tensor[]) => T) => {
  let count = 0;
  const build = (value: unknown): ((tensors: readonly Tensor[]) => unknown) => {
    if (isTensor(value)) {
      const index = count++;
      return (tensors) => tensors[index];
    }
    if (Array.isArray(value)) {
      const items = value.map(build);
      return (tensors) => items.map((item) => item(tensors));
    }
    if (typeof value === 'object' && value !== null) {
      const parts = Object.entries(value).map(([key, part]) => [key, build(part)] as const);
      return (tensors) => Object.fromEntries(parts.map(([key, part]) => [key, part(tensors)]));
    }
    return () => value;
  };
  return build(tree) as (tensors: readonly Tensor[]) => T;
};
