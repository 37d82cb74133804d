import type { Case } from './attempt.ts';

const name = (id: number): string => `x${id}`;

/** A case as a program that prints the results of the reference kernels and of the compiled function. */
export const showCase = ({ plan, form, origin }: Case): string => {
  const { inputs, steps, outputs } = plan;
  const list = (ids: readonly number[]): string => `[${ids.map(name).join(', ')}]`;
  const args = inputs.map(
    ({ shape, dtype, calls: [elements] }, id) =>
      `const ${name(id)} = tensor([${elements!.join(', ')}], { shape: [${shape.join(', ')}], dtype: '${dtype}' });`,
  );
  const lines = steps.map(
    ({ primitive, attributes, inputs: given }, place) =>
      `  const ${name(inputs.length + place)} = bind('${primitive}', ${JSON.stringify(attributes)}, ${list(given)});`,
  );
  const ids = inputs.map((_, id) => id);
  return [
    `import { compile, type Tensor, tensor } from '@puregrad/tensors';`,
    `import { bind } from '@puregrad/tensors/interpreters';`,
    ...(form === 'values'
      ? []
      : [`// Wrong in this form of f: ${form} (apps/fuzz/src/programs/forms.ts).`]),
    ...(origin === 'host' ? [] : [`// Wrong with ${origin} arguments, if not with these.`]),
    `const f = (${ids.map((id) => `${name(id)}: Tensor`).join(', ')}) => {`,
    ...lines,
    `  return ${list(outputs)};`,
    '};',
    ...args,
    `console.log(f(${ids.map(name).join(', ')}).map((y) => y.toArray()));`,
    `console.log(compile(f)(${ids.map(name).join(', ')}).map((y) => y.toArray()));`,
  ].join('\n');
};
