import { key, leaves } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { layerNames, type Network } from './network.ts';
import { initialize } from './variables.ts';

/** One layer of a summary. */
export interface LayerSummary {
  readonly name: string;
  readonly kind: string;
  readonly outputWidth: number;
  /** The number of trainable parameters. */
  readonly parameters: number;
}

/** A network’s layers, widths and numbers of parameters. */
export interface NetworkSummary {
  readonly inputWidth: number;
  readonly outputWidth: number;
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
}

const count = (tree: unknown): number => leaves(tree).reduce((total, leaf) => total + leaf.size, 0);

/**
 * A network's layers with their widths and numbers of parameters.
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
  const { params } = initialize(network, key(0));
  const layers = layerNames(network).map((name, i) => ({
    name,
    kind: network.layers[i]!.kind,
    outputWidth: network.layers[i]!.outputWidth,
    parameters: count(params[name] ?? {}),
  }));
  const { inputWidth, outputWidth } = network;
  return { inputWidth, outputWidth, layers, parameters: count(params) };
};

/**
 * A summary as text, one line a layer.
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
  const { inputWidth, layers, parameters } = summary;
  const rows = [
    ['layer', 'kind', 'width', 'parameters'],
    ['input', '', String(inputWidth), ''],
    ...layers.map((layer) => [
      layer.name,
      layer.kind,
      String(layer.outputWidth),
      layer.parameters.toLocaleString('en-US'),
    ]),
    ['total', '', '', parameters.toLocaleString('en-US')],
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
