/** A function of floats that kernels call. */
export interface Helper {
  readonly name: string;
  readonly source: string;
  readonly parameters: readonly string[];
}

export type HelperName =
  | 'quotient'
  | 'xor16'
  | 'expOf'
  | 'expm1Of'
  | 'log1pOf'
  | 'tanhOf'
  | 'sigmoidOf'
  | 'softplusOf'
  | 'erfOf'
  | 'shiftedSine'
  | 'sinOf'
  | 'cosOf';

/**
 * Functions that kernels call. The built-in functions of devices have errors of up to 4e-6, or are wrong at the ends of
 * their range; these are as exact as the sums and products of the device.
 */
type Definition = readonly [
  parameters: readonly string[],
  calls: readonly HelperName[],
  body: string,
];

const definitions: { readonly [N in HelperName]: Definition } = {
  // x / n rounded down, for whole numbers: the last places of a device's quotient may be wrong.
  quotient: [
    ['x', 'n'],
    [],
    `const q = Math.floor((x + 0.5) / n);
     const r = x - q * n;
     return r < 0 ? q - 1 : (r >= n ? q + 1 : q);`,
  ],
  // The bits that differ in two halves of a word.
  xor16: [['a', 'b'], [], 'return a ^ b;'],
  // With exact powers of two: the built-in function computes 2^(x log2 e).
  expOf: [
    ['x'],
    [],
    `const t = Math.max(Math.min(x, 89), -104);
     const n = Math.floor(t * 1.44269504 + 0.5);
     const r = (t - n * 0.693359375) + n * 0.00021219444;
     const p = ((((((0.00019875691 * r + 0.0013981999) * r + 0.0083334519) * r + 0.041665796) * r + 0.16666667) * r + 0.5) * r) * r + r + 1;
     const h = Math.floor(n * 0.5);
     return p * Math.pow(2, h) * Math.pow(2, n - h);`,
  ],
  expm1Of: [
    ['x'],
    ['expOf'],
    `const p = (((((((0.0000248016 * x + 0.00019841270) * x + 0.0013888889) * x + 0.0083333333) * x + 0.041666667) * x + 0.16666667) * x + 0.5) * x) * x + x;
     return Math.abs(x) < 0.35 ? p : expOf(x) - 1;`,
  ],
  // ln(1 + x) = 2 artanh(x / (2 + x)) near 0.
  log1pOf: [
    ['x'],
    [],
    `const s = x / (2 + x);
     const q = s * s;
     const p = 2 * s * (1 + q * (0.33333333 + q * (0.2 + q * (0.14285714 + q * 0.11111111))));
     return Math.abs(x) < 0.4 ? p : Math.log(1 + x);`,
  ],
  tanhOf: [
    ['x'],
    ['expm1Of'],
    `const t = expm1Of(-2 * Math.min(Math.abs(x), 20));
     const y = (0 - t) / (2 + t);
     return x < 0 ? 0 - y : y;`,
  ],
  sigmoidOf: [['x'], ['expOf'], 'return 1 / (1 + expOf(0 - x));'],
  softplusOf: [
    ['x'],
    ['expOf', 'log1pOf'],
    'return Math.max(x, 0) + log1pOf(expOf(0 - Math.abs(x)));',
  ],
  // N. Juffa's polynomials.
  erfOf: [
    ['x'],
    ['expOf'],
    `const t = Math.min(Math.abs(x), 4);
     const s = x * x;
     const f = (((((((-0.000017285347 * t + 0.00038319713) * t - 0.0038839644) * t + 0.024254622) * t - 0.10677788) * t - 0.63484669) * t - 0.12871751) * t) - t;
     const far = 1 - expOf(f);
     const near = (((((-0.0005967617 * s + 0.0049911942) * s - 0.026768135) * s + 0.11281993) * s - 0.37612534) * s + 0.12837917) * x + x;
     return t < 0.92773438 ? near : (x < 0 ? 0 - far : far);`,
  ],
  // Cody and Waite's reduction, and Cephes' polynomials on ±π/4; good for |x| up to some thousands.
  // The sine of x plus a number of quarter turns.
  shiftedSine: [
    ['x', 'quarters'],
    [],
    `const n = Math.floor(x * 0.63661977 + 0.5);
     const r = ((x - n * 1.5703125) - n * 0.00048375129) - n * 0.000000075497899;
     const m = n + quarters;
     const q = m - 4 * Math.floor(m * 0.25);
     const z = r * r;
     const s = ((-0.00019515296 * z + 0.0083321609) * z - 0.16666655) * z * r + r;
     const c = ((0.000024433157 * z - 0.0013887316) * z + 0.041666646) * z * z - 0.5 * z + 1;
     const y = (q === 1 || q === 3) ? c : s;
     return q > 1 ? 0 - y : y;`,
  ],
  sinOf: [['x'], ['shiftedSine'], 'return shiftedSine(x, 0);'],
  cosOf: [['x'], ['shiftedSine'], 'return shiftedSine(x, 1);'],
};

/** The helpers of these names, each after those that it calls. */
export const helpersFor = (names: Iterable<HelperName>): readonly Helper[] => {
  const ordered = new Set<HelperName>();
  const visit = (name: HelperName): void => {
    for (const callee of definitions[name][1]) visit(callee);
    ordered.add(name);
  };
  for (const name of names) visit(name);
  return [...ordered].map((name) => {
    const [parameters, , body] = definitions[name];
    return { name, parameters, source: `function ${name}(${parameters.join(', ')}) {\n${body}\n}` };
  });
};
