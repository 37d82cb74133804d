import { scalar, type Tensor } from '@puregrad/tensors';
import { type Check, isUnsupported, type Unsupported, unsupported } from '../../check.ts';
import { compare } from '../../compare.ts';
import { type GoldenRecord, toTensors } from '../../format.ts';
import { stringAt } from '../../read.ts';
import { unknownSetting } from '../../settings.ts';
import { valueAndPull } from '../value-and-pull.ts';
import { type Given, type Inputs, type Program, unknownActivation } from './block.ts';
import { concatenated, shared, wideAndDeep } from './branches.ts';
import { embeddings, parametric, scaled, weightNormalized } from './layers.ts';
import { heads, memberLosses } from './losses.ts';
import { batchEnsembles, ensembles, memberScales, stackedDense } from './members.ts';
import { residualBlocks } from './residual.ts';

/** How the cases of a kind are made: the output `y`, a loss, or several losses by name. */
interface Kind {
  readonly make: (given: Given) => Program | { readonly [output: string]: Program } | Unsupported;
  /** The settings that it knows, besides activations. */
  readonly settings: readonly string[];
}

const kinds: { readonly [kind: string]: Kind } = {
  embedding: {
    make: embeddings,
    settings: ['vocabulary', 'width', 'vocabularies', 'widths', 'numbers'],
  },
  residual: { make: residualBlocks, settings: ['blocks', 'epsilon', 'training'] },
  wideAndDeep: { make: wideAndDeep, settings: [] },
  concat: { make: concatenated, settings: [] },
  shared: { make: shared, settings: [] },
  heads: { make: heads, settings: ['losses', 'weights'] },
  stackedDense: { make: stackedDense, settings: ['members'] },
  ensemble: { make: ensembles, settings: ['members'] },
  batchEnsemble: { make: batchEnsembles, settings: ['members', 'useBias'] },
  memberScale: { make: memberScales, settings: ['members'] },
  memberLoss: { make: memberLosses, settings: ['members', 'loss'] },
  weightNorm: { make: weightNormalized, settings: [] },
  scale: { make: scaled, settings: [] },
  parametricActivation: { make: parametric, settings: [] },
};

/** The inputs that are integers, and have no gradients. */
const WHOLE: ReadonlySet<string> = new Set(['indices', 'labels']);

const inputsOf = (
  inputs: GoldenRecord,
  dtype: Given['dtype'],
): { readonly at: Inputs; readonly whole: Inputs; readonly cotangent: Tensor } => {
  const named = (isWhole: boolean): GoldenRecord =>
    Object.fromEntries(Object.entries(inputs).filter(([name]) => WHOLE.has(name) === isWhole));
  const { cotangent = scalar(1, { dtype }), ...at } = toTensors(named(false), dtype) as Inputs;
  const whole = toTensors(named(true), 'int32') as Inputs;
  return { at, whole, cotangent: cotangent as Tensor };
};

/** Networks that are not chains: outputs or losses, and their gradients. */
export const blocks: Check = async ({ config, inputs, expected }, conditions) => {
  const { dtype, run } = conditions;
  const kind = stringAt(config, 'kind');
  const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (known === undefined) return unsupported(`block '${kind}'`);
  const setting = unknownSetting(config, known.settings);
  if (setting !== undefined) return unsupported(`setting '${setting}' of ${kind}`);
  const made = unknownActivation(config) ?? known.make({ config, inputs, dtype });
  if (isUnsupported(made)) return made;
  const { at, whole, cotangent } = inputsOf(inputs, dtype);
  const derive = async (program: Program, output: string) => {
    const derived = run((at: Inputs, whole: Inputs, cotangent: Tensor) =>
      valueAndPull((to: Inputs) => program(to, whole))(at, cotangent),
    );
    const [value, gradients] = await derived(at, whole, cotangent);
    return { [output]: value, gradients };
  };
  if (typeof made === 'function')
    return compare(expected, await derive(made, 'loss' in expected ? 'loss' : 'y'), conditions);
  const derived = Object.entries(made).map(
    async ([name, program]) => [name, await derive(program, 'loss')] as const,
  );
  return compare(expected, Object.fromEntries(await Promise.all(derived)), conditions);
};
