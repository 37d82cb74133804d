import type { Helper } from './helpers.ts';
import { BLOCK } from './lowering/sum.ts';

/** A product of matrices, each of which may be stored transposed: `m × k` by `k × n`. */
export interface Product {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** The number of elements from which on a texture of WebGL 2 has four of them in a texel. */
const PACKED_FROM = 4096;
export const isPacked = (length: number): boolean => length >= PACKED_FROM;

/** Steps from texel to texel of an argument's texture, whatever its width. */
const walk = (name: string, argument: string, start: string, stride: number) => ({
  declare: `ivec2 ${name}Size = user_${argument}Size;
vec2 ${name}Unit = 1.0 / vec2(${name}Size);
vec2 ${name} = vec2((${start}) % ${name}Size.x, (${start}) / ${name}Size.x) + 0.5;
vec2 ${name}Stride = vec2(${stride} % ${name}Size.x, ${stride} / ${name}Size.x);
float ${name}Width = float(${name}Size.x);`,
  // Software computes this in three quarters of the time of texelFetch.
  texel: `texture(user_${argument}, ${name} * ${name}Unit)`,
  next: `${name} += ${name}Stride; if (${name}.x > ${name}Width) { ${name}.x -= ${name}Width; ${name}.y += 1.0; }`,
});

/**
 * The function `product(row, column)` in the language of WebGL 2, for the matrices in two arguments of a kernel whose
 * result has four columns in a texel: it computes all four when it is called for the first one, from whole texels of both
 * matrices. Undefined if the matrices are not stored in this way.
 */
export const texelProduct = ({
  m,
  k,
  n,
  transposeA,
  transposeB,
}: Product): ((left: string, right: string) => Helper) | undefined => {
  const isPackedLeft = isPacked(m * k);
  if (transposeA || n % 4 !== 0 || !isPacked(m * n) || !isPacked(k * n)) return undefined;
  if (k % 4 !== 0 && (isPackedLeft || transposeB)) return undefined;
  if (!isPackedLeft && transposeB) return undefined;
  /** The number of terms of a sum in a texel of the left matrix. */
  const terms = isPackedLeft ? 4 : 1;
  const steps = k / terms;
  const block = BLOCK / terms;
  return (left, right) => {
    const a = walk('a', left, `row * ${steps}`, 1);
    const columns = [0, 1, 2, 3].map((j) => walk(`b${j}`, right, `(column + ${j}) * ${steps}`, 1));
    const b = walk('b', right, 'column / 4', n / 4);
    const adding = transposeB
      ? columns.map(({ texel, next }, j) => `sum[${j}] += dot(terms, ${texel}); ${next}`)
      : ['x', 'y', 'z', 'w']
          .slice(0, terms)
          .map((channel) => `sum += terms.${channel} * ${b.texel}; ${b.next}`);
    return {
      name: 'product',
      parameters: ['ofRow', 'ofColumn'],
      source: `float product(float ofRow, float ofColumn);
vec4 products = vec4(0.0);
float product(float ofRow, float ofColumn) {
int row = int(ofRow);
int column = int(ofColumn);
if ((column & 3) == 0) {
${[a, ...(transposeB ? columns : [b])].map(({ declare }) => declare).join('\n')}
products = vec4(0.0);
for (int start = 0; start < ${steps}; start += ${block}) {
vec4 sum = vec4(0.0);
int end = min(start + ${block}, ${steps});
for (int i = start; i < end; i++) {
vec4 terms = ${a.texel}; ${a.next}
${adding.join('\n')}
}
products += sum;
}
}
return products[column & 3];
}`,
    };
  };
};
