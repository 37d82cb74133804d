const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

/** Maclaurin series 2/√π · e^(-x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!, all terms positive. */
const series = (x: number): number => {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
};

/** Continued fraction of erfc for x ≥ 2.5, evaluated from its 60th level up. */
const complement = (x: number): number => {
  let fraction = 0;
  for (let k = 60; k >= 1; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
};

/** The error function in double precision: 2/√π ∫₀ˣ e^(-t²) dt. */
export const erf = (x: number): number => {
  if (Number.isNaN(x) || x === 0) return x;
  const magnitude = Math.abs(x);
  if (magnitude < 2.5) return series(x);
  return Math.sign(x) * (magnitude > 6 ? 1 : 1 - complement(magnitude));
};
