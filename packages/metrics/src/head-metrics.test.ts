import { ArgumentError, mean, type Tensor, tensor, zeros } from '@puregrad/tensors';
import { describe, expect, it, test } from 'vitest';
import { accuracy } from './accuracy.ts';
import { headMetrics } from './head-metrics.ts';
import { modeOf } from './mode.ts';
import { mae, mse } from './regression.ts';

const outputs = {
  kind: tensor([
    [0, 5],
    [3, 1],
  ]),
  age: tensor([1, 2]),
};
const targets = { kind: tensor([1, 1], { dtype: 'int32' }), age: tensor([1, 4]) };

describe('headMetrics', () => {
  const mine = () => tensor(7);
  const metrics = headMetrics({ kind: { accuracy }, age: { mae, mse, mine }, other: {} });

  it('gives each metric its head, under the name of both', () => {
    expect(Object.keys(metrics)).toEqual(['kind.accuracy', 'age.mae', 'age.mse', 'age.mine']);
    expect(metrics['kind.accuracy'](outputs, targets)).toEqual(
      accuracy(outputs.kind, targets.kind),
    );
    expect(metrics['age.mae'](outputs, targets)).toEqual(mae(outputs.age, targets.age));
    expect(metrics['age.mse'](outputs, targets)).toEqual(mse(outputs.age, targets.age));
    expect(metrics['age.mine'](outputs, targets).item()).toBe(7);
  });

  it('keeps the direction in which a metric improves', () => {
    const modes = Object.values(metrics).map((metric) => modeOf(metric));
    expect(modes).toEqual(['max', 'min', 'min', undefined]);
  });

  it('of heads of heads have the names of all', () => {
    const nested = headMetrics({ person: headMetrics({ age: { mae } }), kind: { accuracy } });
    expect(Object.keys(nested)).toEqual(['person.age.mae', 'kind.accuracy']);
    const [o, t] = [{ person: { age: outputs.age } }, { person: { age: targets.age } }];
    expect(nested['person.age.mae'](o, t)).toEqual(mae(outputs.age, targets.age));
    expect(modeOf(nested['person.age.mae'])).toBe('min');
  });

  test.each<readonly [unknown, unknown, string]>([
    [
      { kind: outputs.kind },
      targets,
      "metric 'age.mae': the outputs have no head 'age', only kind",
    ],
    [
      outputs,
      { kind: targets.kind },
      "metric 'age.mae': the targets have no head 'age', only kind",
    ],
    [outputs.age, targets, "metric 'age.mae': outputs must be an object, got a tensor"],
    [outputs, null, "metric 'age.mae': targets must be an object, got null"],
  ])('name a head that is missing: %#', (outputs, targets, message) => {
    const call = () => metrics['age.mae'](outputs as never, targets as never);
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });

  it('no head is inherited from the prototype of an object', () => {
    const natural = headMetrics({ toString: { mean: (output: Tensor) => mean(output) } });
    expect(() => natural['toString.mean']({} as never, {} as never)).toThrow("no head 'toString'");
    expect(
      natural['toString.mean']({ toString: zeros([2]) }, { toString: zeros([2]) }).item(),
    ).toBe(0);
  });

  test.each<readonly [unknown, string]>([
    [{ kind: { accuracy: 'accuracy' } }, "kind.accuracy must be a function, got 'accuracy'"],
    [{ kind: accuracy }, 'kind must be an object, got a function'],
    [[accuracy], 'heads must be an object, got an array'],
  ])('refuses what is not a metric: %#', (heads, message) => {
    expect(() => headMetrics(heads as never)).toThrow(`headMetrics: ${message}`);
  });
});
