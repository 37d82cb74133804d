import { type Dataset, scaleToUnit, splitRows } from '@puregrad/data';
import { key, normal, type Tensor, tensor, uniform } from '@puregrad/tensors';
import { type DataName, EXTENT } from './settings.ts';

/** Training data and test data. */
export interface Parts {
  readonly train: Dataset;
  readonly test: Dataset;
  readonly classes: number;
}

/** Ten thousand training digits and two thousand test digits of MNIST; see `digits.mjs`. */
const DIGITS = { train: 10_000, test: 2000, pixels: 784 };

const loadDigits = async (): Promise<Parts> => {
  const response = await fetch(`${import.meta.env.BASE_URL}digits.bin`);
  if (!response.ok) throw new Error(`the digits could not be loaded: ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const count = DIGITS.train + DIGITS.test;
  const images = scaleToUnit({
    shape: [count, DIGITS.pixels],
    values: bytes.subarray(0, count * DIGITS.pixels),
  });
  const labels = tensor(Int32Array.from(bytes.subarray(count * DIGITS.pixels)));
  const [train, test] = splitRows({ x: images, y: labels }, { counts: [DIGITS.train, 'rest'] });
  return { train, test, classes: 10 };
};

type Point = readonly [x: number, y: number, of: 0 | 1];

/** A point of each class in turn, for `t` in [0, 1) and two numbers of noise. */
const shapes: { readonly [D in Exclude<DataName, 'digits'>]: (t: number, of: 0 | 1) => Point } = {
  moons: (t, of) => {
    const angle = Math.PI * t;
    return of === 0
      ? [Math.cos(angle) - 0.5, Math.sin(angle) - 0.25, 0]
      : [0.5 - Math.cos(angle), 0.25 - Math.sin(angle), 1];
  },
  circles: (t, of) => {
    const [angle, radius] = [2 * Math.PI * t, of === 0 ? 0.45 : 1.1];
    return [radius * Math.cos(angle), radius * Math.sin(angle), of];
  },
  spirals: (t, of) => {
    const [angle, radius] = [3.2 * Math.PI * t + of * Math.PI, 0.1 + 1.1 * t];
    return [radius * Math.cos(angle), radius * Math.sin(angle), of];
  },
  xor: (t, of) => {
    const [u, v] = [((t * 7919) % 1) * 1.1 + 0.1, ((t * 104_729) % 1) * 1.1 + 0.1];
    const side = t < 0.5 ? 1 : -1;
    return [side * u, (of === 0 ? side : -side) * v, of];
  },
};

const COUNT = 400;

const makeToy = (name: Exclude<DataName, 'digits'>, seed: number): Parts => {
  const noise = normal(key(seed), [COUNT, 2]).data;
  const along = uniform(key(seed + 1), [COUNT]).data;
  const points = Array.from({ length: COUNT }, (_, i) => shapes[name](along[i]!, (i % 2) as 0 | 1));
  const spread = name === 'spirals' ? 0.04 : 0.12;
  const x = tensor(
    points.map(([a, b], i) => [a + spread * noise[2 * i]!, b + spread * noise[2 * i + 1]!]),
  );
  const y = tensor(
    points.map(([, , of]) => of),
    { dtype: 'int32' },
  );
  const [train, test] = splitRows({ x, y }, { counts: [300, 'rest'] }, { key: key(seed + 2) });
  return { train, test, classes: 2 };
};

let digits: Promise<Parts> | undefined;

export const loadData = (name: DataName, seed: number): Promise<Parts> => {
  if (name !== 'digits') return Promise.resolve(makeToy(name, seed));
  digits ??= loadDigits();
  return digits;
};

/** The middles of the squares of a map over [-EXTENT, EXTENT]², row by row from the top, `[side², 2]`. */
export const gridOf = (side: number): Tensor => {
  const at = (i: number): number => EXTENT * ((2 * (i + 0.5)) / side - 1);
  return tensor(
    Array.from({ length: side * side }, (_, i) => [at(i % side), -at(Math.floor(i / side))]),
  );
};
