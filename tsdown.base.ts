import type { UserConfig } from 'tsdown';

/** A package: ESM and CommonJS with types for each, everything it imports left outside. */
export function library(...entry: readonly string[]): UserConfig {
  return {
    entry: [...entry],
    format: ['esm', 'cjs'],
    platform: 'neutral',
    target: 'es2022',
    fixedExtension: true,
    dts: { oxc: true },
    deps: { neverBundle: [/^node:/], onlyBundle: [] },
    failOnWarn: true,
    publint: false,
  };
}

/** An application: one ESM file for Node. */
export function application(entry: string): UserConfig {
  return {
    entry: [entry],
    format: ['esm'],
    platform: 'node',
    target: 'node20.19',
    fixedExtension: true,
    dts: false,
    deps: { onlyBundle: [] },
    failOnWarn: true,
  };
}
