/** Digits of MNIST are 28 pixels wide and high. */
export const SIDE = 28;
/** The box that a digit fills, and the middle that its centre of mass is put to. */
const [BOX, MIDDLE] = [20, 14];

/**
 * A drawing as MNIST has its digits: scaled into a box of 20 pixels, its centre of mass in the middle of
 * 28. `SIDE²` numbers in [0, 1].
 *
 * @param at how bright a pixel of the drawing is, whose side is `SIDE * scale`.
 */
export const centered = (at: (x: number, y: number) => number, scale: number): Float32Array => {
  const side = SIDE * scale;
  let [left, top, right, bottom, mass, sumX, sumY] = [side, side, -1, -1, 0, 0, 0];
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const value = at(x, y);
      if (value < 0.1) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      mass += value;
      sumX += value * x;
      sumY += value * y;
    }
  const pixels = new Float32Array(SIDE * SIDE);
  if (mass === 0) return pixels;
  const step = Math.max(right - left + 1, bottom - top + 1) / BOX;
  const [centreX, centreY] = [sumX / mass, sumY / mass];
  /** The mean over a square of the drawing. */
  const mean = (x0: number, y0: number): number => {
    const samples = 4;
    let sum = 0;
    for (let i = 0; i < samples * samples; i++) {
      const x = Math.floor(x0 + (step * ((i % samples) + 0.5)) / samples);
      const y = Math.floor(y0 + (step * (Math.floor(i / samples) + 0.5)) / samples);
      if (x >= 0 && y >= 0 && x < side && y < side) sum += at(x, y);
    }
    return sum / (samples * samples);
  };
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      pixels[y * SIDE + x] = mean(centreX + (x - MIDDLE) * step, centreY + (y - MIDDLE) * step);
  return pixels;
};
