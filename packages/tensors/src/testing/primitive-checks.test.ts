import { tryCatch } from 'fp-ts/lib/Option.js';
import { expect, it } from 'vitest';
import type { PrimitiveNode } from '../compile/graph.ts';
import { referenceEngine } from '../compile/reference-engine.ts';
import { Traces } from '../compile/traces.ts';
import type { Spec } from '../primitives.ts';
import { inferSpec } from '../shape-rules/shape-rules.ts';
import { primitiveChecks } from './primitive-checks.ts';

/** A node that the checks of its primitive run, with the types of its inputs. */
type Run = readonly [PrimitiveNode, readonly Spec[]];

const engine = referenceEngine();
const runs = Object.entries(primitiveChecks).map(([primitive, checks]) => ({
  primitive,
  nodes: checks.flatMap(({ f, args }) => {
    const { nodes } = new Traces(f, engine, []).enter([...args]).trace.graph;
    return nodes.flatMap((node): readonly Run[] =>
      node.kind === 'primitive' && node.primitive === primitive
        ? [[node, node.inputs.map((id) => nodes[id]!)]]
        : [],
    );
  }),
}));

it('the checks of each primitive run it', () => {
  expect(runs.filter(({ nodes }) => nodes.length === 0)).toEqual([]);
});

it('the checks of each primitive run it on every type of elements that it takes', () => {
  const isTaken = ([{ primitive, attributes }, inputs]: Run): boolean =>
    tryCatch(() =>
      inferSpec(
        primitive,
        attributes,
        inputs.map(({ shape }) => ({ shape, dtype: 'int32' })),
      ),
    )._tag === 'Some';
  const missing = runs.filter(
    ({ nodes }) => nodes.some(isTaken) && !nodes.some(([, [first]]) => first!.dtype === 'int32'),
  );
  expect(missing.map(({ primitive }) => primitive)).toEqual([]);
});
