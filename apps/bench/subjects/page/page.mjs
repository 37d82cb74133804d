// The page of the benchmarks: every way of running a training step in a browser, asked one after another.
import { compile, key, read, wasmEngine } from '@puregrad/tensors';
import { gpuEngine } from '@puregrad/tensors/gpu';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import * as puregrad from '../puregrad-net.mjs';
import * as tfjs from '../tfjs-net.mjs';
import { tensorsOf, timesOf } from '../work.mjs';

const engineOf = async (mode) => {
  if (mode === 'wasm') {
    const engine = wasmEngine();
    await engine.ready?.();
    return engine;
  }
  const engine = await gpuEngine({ mode })();
  if (engine._tag === 'Left') throw new Error(`unsupported: ${engine.left.message}`);
  return engine.right;
};

const libraries = {
  puregrad: async (mode, work, data) => {
    const engine = await engineOf(mode);
    const network = puregrad.networkOf(work);
    const { params, layers } = puregrad.variablesOf(network, data);
    const batches = puregrad.batchTensorsOf(work, data);
    const step = compile(puregrad.trainingStep(network), { engine, donate: [0] });
    let state = { state: puregrad.optimizer.init(params), layers, key: key(1) };
    let t = 0;
    const run = async () => {
      const { x, y } = batches[t++ % batches.length];
      const [next, loss] = await step(state, x, y);
      state = next;
      return (await read(loss)).item();
    };
    return {
      run,
      kernels: async () =>
        (await step.inspect(state, batches[0].x, batches[0].y)).profile.groups.length,
      close: async () => engine.close?.(),
    };
  },
  tfjs: async (mode, work, data) => {
    if (!(await tf.setBackend(mode))) throw new Error(`unsupported: no backend ${mode} here`);
    const { update, params } = tfjs.trainerOf(work, data);
    const batches = tfjs.batchTensorsOf(work, data);
    let t = 0;
    const next = () => {
      const { x, y } = batches[t++ % batches.length];
      return update(x, y);
    };
    return {
      run: async () => {
        const loss = next();
        const [value] = await loss.data();
        loss.dispose();
        return value;
      },
      kernels: async () =>
        (
          await tf.profile(() => {
            next().dispose();
          })
        ).kernels.length,
      resume: () => tf.setBackend(mode),
      close: async () => {
        for (const one of params) tf.dispose(one);
        for (const one of batches) tf.dispose(one);
      },
    };
  },
};

/** Answers as protocol.mjs says, of a training step alone; `{ kernels: true }` asks how many run in one. */
const prepared = new Map();
globalThis.ask = async (subject, request) => {
  try {
    if (request.prepare !== undefined) {
      await prepared.get(subject)?.close();
      const data = tensorsOf(
        new Uint8Array(
          await (
            await fetch(`/data.safetensors?file=${encodeURIComponent(request.data)}`)
          ).arrayBuffer(),
        ),
      );
      const [library, mode] = subject.split(' ');
      const one = await libraries[library](mode, request.prepare, data);
      prepared.set(subject, one);
      return { check: [await one.run(), await one.run(), await one.run()] };
    }
    const one = prepared.get(subject);
    await one.resume?.();
    if (request.kernels) return { kernels: await one.kernels() };
    return { times: await timesOf(one.run, request.run) };
  } catch (error) {
    const said = String(error?.message ?? error);
    return said.startsWith('unsupported: ')
      ? { unsupported: said.slice('unsupported: '.length) }
      : { error: String(error?.stack ?? error) };
  }
};

const namesOf = ({ vendor, architecture, device, description }) =>
  [vendor, architecture, device, description].filter((name) => name !== '').join(' ');

/** The devices of WebGPU and WebGL on this machine. */
globalThis.device = async () => {
  const adapter = await navigator.gpu?.requestAdapter();
  const gl = document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  return [
    `WebGPU: ${adapter ? namesOf(adapter.info) : 'none'}`,
    `WebGL: ${info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : 'none'}`,
  ].join('; ');
};
