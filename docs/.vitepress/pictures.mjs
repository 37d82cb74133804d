// Draws the pictures of packages' READMEs, with the packages: `npm run --prefix docs pictures`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { grad } from '@puregrad/autodiff';
import { applyTransform, fitStandardize, stratifiedSplit } from '@puregrad/data';
import { hinge, huber, sigmoidCrossEntropy, sigmoidFocalLoss } from '@puregrad/losses';
import { rocAuc, rocCurve } from '@puregrad/metrics';
import { add, gelu, key, linspace, normal, onesLike, sum, tensor } from '@puregrad/tensors';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';

const quantitative = (field, title, more) => ({ field, type: 'quantitative', title, ...more });
const color = {
  field: 'of',
  type: 'nominal',
  title: null,
  sort: null,
  legend: { labelLimit: 300 },
};

/** `f` and its derivatives, each the gradient of the one before it. */
const derivatives = () => {
  const x = linspace(-3, 3, 121);
  const derivative = (f) => grad((at) => sum(f(at)));
  const functions = [gelu, derivative(gelu), derivative(derivative(gelu))];
  const names = ['gelu', 'its derivative', 'the derivative of that'];
  return {
    mark: { type: 'line', strokeWidth: 2 },
    data: { values: functions.flatMap((f, i) => curve(names[i], x, f(x))) },
    encoding: { x: quantitative('x', 'x'), y: quantitative('y', null), color },
  };
};

const losses = () => {
  const z = linspace(-4, 4, 161);
  const yes = onesLike(z);
  const curves = {
    'sigmoid cross-entropy': sigmoidCrossEntropy(z, yes),
    'focal loss, γ = 2': sigmoidFocalLoss(z, yes, { gamma: 2 }),
    hinge: hinge(z, yes),
    'Huber, of the distance to 1': huber(z, yes),
  };
  return {
    mark: { type: 'line', strokeWidth: 2 },
    data: { values: Object.entries(curves).flatMap(([name, loss]) => curve(name, z, loss)) },
    encoding: {
      x: quantitative('x', 'what the network gives, where the answer is yes'),
      y: quantitative('y', 'loss'),
      color,
    },
  };
};

const roc = () => {
  const labels = tensor(
    Array.from({ length: 400 }, (_, i) => i % 2),
    { dtype: 'int32' },
  );
  const noise = normal(key(1), [400]);
  const curveFor = (distance) => {
    const scores = add(noise, tensor([...labels.data].map((label) => label * distance)));
    const name = `area ${rocAuc(scores, labels).item().toFixed(2)}`;
    return rocCurve(scores, labels).map(({ falsePositiveRate: x, truePositiveRate: y }) => ({
      ...{ of: name, x, y },
    }));
  };
  return {
    mark: { type: 'line', strokeWidth: 2, interpolate: 'step-after' },
    data: { values: [2, 1, 0.3].flatMap(curveFor) },
    encoding: {
      x: quantitative('x', 'false positives'),
      y: quantitative('y', 'true positives'),
      color,
    },
  };
};

/** Two classes of different scales, split by class, before and after. */
const standardized = () => {
  const [a, b] = [0, 1].map((i) => normal(key(i + 3), [60]).data);
  const y = tensor(
    Array.from(a, (_, i) => i % 2),
    { dtype: 'int32' },
  );
  const x = tensor(
    Array.from(a, (value, i) => [3000 + 400 * value + 900 * (i % 2), 15 + 2 * b[i]]),
  );
  const [train, held] = stratifiedSplit({ x, y }, { counts: ['rest', 24] }, { key: key(1) });
  const transform = fitStandardize(train.x);
  if (transform._tag === 'Left') throw new Error(transform.left.message);
  const after = applyTransform(transform.right);
  const points = (step, part, { x: rows }) =>
    rows.toArray().map(([weight, length]) => ({ step, of: part, x: weight, y: length }));
  return {
    data: {
      values: [
        ...points('as it came', 'training', train),
        ...points('as it came', 'held out', held),
        ...points('standardized by the training rows', 'training', { x: after(train.x) }),
        ...points('standardized by the training rows', 'held out', { x: after(held.x) }),
      ],
    },
    facet: {
      column: { field: 'step', type: 'nominal', title: null, header: { labelColor: GREY } },
    },
    spec: {
      width: 240,
      height: 220,
      mark: { type: 'point', filled: true, opacity: 0.8 },
      encoding: {
        x: quantitative('x', null, { scale: { zero: false } }),
        y: quantitative('y', null, { scale: { zero: false } }),
        color,
      },
    },
    resolve: { scale: { x: 'independent', y: 'independent' } },
  };
};

const curve = (of, x, y) => Array.from(x.data, (at, i) => ({ of, x: at, y: y.data[i] }));

/** Readable on white and on black. */
const GREY = '#808080';
const config = {
  font: 'system-ui, sans-serif',
  axis: {
    ...{ labelColor: GREY, titleColor: GREY, gridColor: '#80808040' },
    ...{ domainColor: GREY, tickColor: GREY },
  },
  legend: { labelColor: GREY, titleColor: GREY },
  view: { stroke: null },
  range: { category: ['#e4572e', '#2e9cca', '#8a63d2', '#2e933c'] },
};

const folder = fileURLToPath(new URL('../pictures/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [name, spec] of Object.entries({ derivatives, losses, roc, standardized })) {
  const size = { width: 440, height: 240, background: 'transparent', config };
  const { spec: drawn } = compile({ ...size, ...spec() });
  writeFileSync(`${folder}${name}.svg`, await new View(parse(drawn), { renderer: 'none' }).toSVG());
}
