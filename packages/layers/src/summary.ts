import { key, leaves } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Variables, within } from './layer.ts';
import { layerNames, type Network } from './network.ts';
import { type Shape, showNetworkShape } from './shape.ts';
import { initialize } from './variables.ts';

/** One layer of a summary. */
export interface LayerSummary {
  readonly name: string;
  readonly kind: string;
  readonly output: Shape;
  /** The number of trainable parameters, those of its parts included. */
  readonly parameters: number;
  /** The networks within the layer, by their names; left out if there are none. */
  readonly parts?: { readonly [name: string]: NetworkSummary };
}

/** A network’s layers, shapes and numbers of parameters. */
export interface NetworkSummary {
  readonly input: Shape;
  readonly output: Shape;
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
}

const count = (tree: unknown): number => leaves(tree).reduce((total, leaf) => total + leaf.size, 0);

/**
 * A network's layers with their shapes and numbers of parameters, and those of the networks within them.
 *
 * @example
 * ```ts
 * import { dense, input, summary } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * summary(pipe(input(4), dense(3))).parameters; // => 15
 * ```
 */
export const summary = (network: Network): NetworkSummary => {
  checkOptions('summary', { network }, { network: '{layers}' });
  return summaryOf(network, initialize(network, key(0)).params);
};

const summaryOf = (network: Network, params: Variables): NetworkSummary => ({
  input: network.input,
  output: network.output,
  layers: layerNames(network).map((name, i) => {
    const { kind, output, parts } = network.layers[i]!;
    const own = within(params, name);
    const inside = Object.entries(parts).map(
      ([part, of]) => [part, summaryOf(of, within(own, part))] as const,
    );
    return {
      ...{ name, kind, output, parameters: count(own) },
      ...(inside.length === 0 ? {} : { parts: Object.fromEntries(inside) }),
    };
  }),
  parameters: count(params),
});

/** Whether all that flows through a network are vectors. */
const isOfWidths = ({ input, layers }: NetworkSummary): boolean =>
  typeof input === 'number' &&
  layers.every(
    ({ output, parts = {} }) =>
      typeof output === 'number' && Object.values(parts).every(isOfWidths),
  );

/** The rows of a network's layers, indented by their depth. */
const rowsOf = ({ layers }: NetworkSummary, depth: number): readonly (readonly string[])[] =>
  layers.flatMap((layer) => [
    [
      `${'  '.repeat(depth)}${layer.name}`,
      layer.kind,
      showNetworkShape(layer.output),
      layer.parameters.toLocaleString('en-US'),
    ],
    ...Object.entries(layer.parts ?? {}).flatMap(([name, part]) => [
      [`${'  '.repeat(depth + 1)}${name}:`, '', showNetworkShape(part.output), ''],
      ...rowsOf(part, depth + 2),
    ]),
  ]);

/**
 * A summary as text, one line a layer; the layers of a part are indented below its name.
 *
 * @example
 * ```ts
 * import { dense, input, showSummary, summary } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * showSummary(summary(pipe(input(4), dense(3)))).split('\n').length; // => 4
 * ```
 */
export const showSummary = (summary: NetworkSummary): string => {
  checkOptions('showSummary', { summary }, { summary: '{layers}' });
  const rows = [
    ['layer', 'kind', isOfWidths(summary) ? 'width' : 'shape', 'parameters'],
    ['input', '', showNetworkShape(summary.input), ''],
    ...rowsOf(summary, 0),
    ['total', '', '', summary.parameters.toLocaleString('en-US')],
  ];
  const widths = rows[0]!.map((_, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]!.length), 0),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
