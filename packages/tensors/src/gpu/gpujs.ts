/** The parts of gpu.js that the engine uses; its own types lack half of them. */
export interface GpuJs {
  readonly GPU: {
    new (settings: { readonly mode: string }): GpuJsInstance;
    readonly isWebGPUAvailable: () => Promise<boolean>;
  };
  /** An array with its lengths, the innermost first. */
  readonly input: (values: Float32Array, size: readonly number[]) => unknown;
}

export interface GpuJsInstance {
  createKernel(source: string, settings: GpuJsKernelSettings): GpuJsKernel;
  destroy(): Promise<void> | void;
  /** The context of WebGL, once there is a kernel. */
  readonly context?: { readonly isContextLost?: () => boolean } | null;
}

export interface GpuJsKernelSettings {
  readonly output: readonly number[];
  readonly precision: 'single';
  /** Whether results stay on the device. */
  readonly pipeline: boolean;
  /** Whether each result has memory of its own. */
  readonly immutable: boolean;
  /** Whether lengths of arguments may change. */
  readonly dynamicArguments: boolean;
  /** In WebGL, whether a texel has four numbers instead of one. */
  readonly optimizeFloatMemory: boolean;
  readonly loopMaxIterations: number;
  readonly functions: readonly GpuJsFunction[];
  /** Functions in the language of the device. */
  readonly nativeFunctions: readonly GpuJsFunction[];
}

export interface GpuJsFunction {
  readonly name: string;
  readonly source: string;
  readonly settings: {
    readonly argumentTypes: { readonly [name: string]: 'Number' };
    readonly returnType: 'Number';
  };
}

export interface GpuJsKernel {
  (...args: readonly unknown[]): unknown;
  readonly kernel: {
    readonly constructor: { readonly mode?: string };
    readonly fallbackReason?: string | null;
    /** In WebGL, the corners of the area that it draws. */
    buffer?: unknown;
  };
  destroy(): void;
}

/** A result that stays on the device. */
export interface GpuJsHandle {
  toArray(): unknown;
  delete(): void;
}
