import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { checkOptions } from '../arguments.ts';
import type { Engine } from '../compile/engine.ts';
import { type Device, openDevice } from './device.ts';
import { type Enqueue, type Leftovers, prepareGpuProgram } from './gpu-program.ts';
import type { GpuJs } from './gpujs.ts';
import { type GpuMode, gpuModes } from './modes.ts';
import { precisionProblem } from './probe.ts';
import { reasonOf } from './reason-of.ts';

/** The reason why there is no GPU engine here. */
export type GpuUnavailable =
  | { readonly _tag: 'NoGpuJs'; readonly message: string }
  /** The device does not exist here. */
  | { readonly _tag: 'NoSuchMode'; readonly mode: GpuMode | 'auto'; readonly message: string }
  /** The device computes with too few digits. */
  | { readonly _tag: 'Imprecise'; readonly mode: GpuMode; readonly message: string };

export interface GpuEngineOptions {
  /** The device that runs kernels; the fastest available by default. */
  readonly mode?: GpuMode | 'auto';
}

/** The engine that runs programs as kernels of gpu.js. */
export interface GpuEngine extends Engine<'later'> {
  /** The device that runs kernels. */
  readonly mode: GpuMode;
  /** The number of buffers of inputs and results on the device. */
  readonly liveBuffers: () => number;
  /** Ends the device and frees its memory. Optional: the end of the process or the page does the same. */
  readonly close: () => Promise<void>;
}

/**
 * Runs programs as kernels of gpu.js: on WebGPU, on WebGL, or, if there is no device, as WebAssembly or plain JavaScript
 * of gpu.js, which are slower than the default engine. Compiled functions return promises; results stay on the device
 * until `read` asks for them.
 *
 * gpu.js is an optional peer dependency: `npm install gpu.js`.
 *
 * float32 and int32 only; a tensor has at most 2²⁴ elements. An index outside its axis, for which other engines throw,
 * gives NaN.
 *
 * @example
 * ```ts
 * import { add, compile, read, type Tensor, tensor } from '@puregrad/tensors';
 * import { gpuEngine } from '@puregrad/tensors/gpu';
 * const engine = await gpuEngine({ mode: 'cpu' })();
 * if (engine._tag === 'Right') {
 *   const f = compile((x: Tensor) => add(x, 1), { engine: engine.right });
 *   const y = await read(await f(tensor([1, 2])));
 *   y.toArray(); // => [2, 3]
 * }
 * ```
 */
export const gpuEngine = (
  options: GpuEngineOptions = {},
): TaskEither<GpuUnavailable, GpuEngine> => {
  const { mode = 'auto' } = checkOptions('gpuEngine', options, { mode: 'string?' });
  return createGpuEngine(mode, loadGpuJs);
};

/** Loads gpu.js; rejects if it is not installed. */
export const loadGpuJs = async (): Promise<GpuJs> => {
  const loaded = (await import('gpu.js')) as unknown as GpuJs & { readonly default?: GpuJs };
  return loaded.GPU === undefined ? loaded.default! : loaded;
};

/** `gpuEngine` with another gpu.js, for tests. */
export const createGpuEngine =
  (mode: GpuMode | 'auto', load: () => Promise<GpuJs>): TaskEither<GpuUnavailable, GpuEngine> =>
  async () => {
    let gpujs: GpuJs;
    try {
      gpujs = await load();
    } catch (error) {
      return E.left({
        _tag: 'NoGpuJs',
        message: `the GPU engine needs gpu.js, which could not be loaded (${String(error)}); install it: npm install gpu.js`,
      });
    }
    const reasons: string[] = [];
    for (const candidate of mode === 'auto' ? gpuModes : [mode]) {
      try {
        if (candidate === 'webgpu' && !(await gpujs.GPU.isWebGPUAvailable()))
          throw new Error('there is no adapter');
        const device = openDevice(gpujs, candidate);
        const problem = await precisionProblem(device);
        if (problem === undefined) return E.right(engineOf(device));
        await device.close();
        reasons.push(`${candidate}: it is not precise enough: ${problem}`);
        if (candidate === mode)
          return E.left({
            _tag: 'Imprecise',
            mode: candidate,
            message: `the device of mode ${mode} is not precise enough to train on: ${problem}; leave mode out for the fastest available`,
          });
      } catch (error) {
        reasons.push(`${candidate}: ${reasonOf(error)}`);
      }
    }
    return E.left({
      _tag: 'NoSuchMode',
      mode,
      message: `gpu.js cannot run here in mode ${mode} (${reasons.join('; ')}); ${
        mode === 'auto'
          ? 'leave the engine out, and WebAssembly runs it'
          : 'leave mode out for the fastest available'
      }`,
    });
  };

const dropped = new FinalizationRegistry<Leftovers>(({ kernels, constants }) => {
  for (const kernel of kernels) kernel.destroy();
  for (const buffer of constants.values()) buffer.release();
});

const engineOf = (device: Device): GpuEngine => {
  // Kernels of two calls must not mix: results that are not kept are overwritten.
  let last: Promise<unknown> = Promise.resolve();
  const enqueue: Enqueue = (work) => {
    const next = last.then(work);
    // The result is dropped: it would be held until the next call.
    const done = (): void => {};
    last = next.then(done, done);
    return next;
  };
  return {
    name: 'gpu',
    results: 'later',
    mode: device.mode,
    description: `gpu.js, ${device.mode}`,
    liveBuffers: device.liveBuffers,
    close: device.close,
    prepare: (graph) => {
      const { program, leftovers } = prepareGpuProgram(graph, device, enqueue);
      dropped.register(program, leftovers);
      return program;
    },
  };
};
