import { arrayKernel } from './array-kernel.ts';
import type { Device } from './device.ts';
import type { Region } from './guards.ts';

/** A kernel that computes 1 + 2⁻²³, a long sum, the logarithm of e⁸⁰, and the largest whole number. */
const BODY = `const next = a0[0] + a0[1];
let sum = 0;
for (let i = 0; i < 1000; i++) {
sum += a0[2];
}
const back = Math.log(Math.exp(a0[3]));
const whole = a0[4] * a0[0];
return this.thread.x < 1 ? next : (this.thread.x < 2 ? sum : (this.thread.x < 3 ? back : whole));`;
const REGION: Region = { purpose: 'a probe', dtype: 'float32' };
const LARGEST = 2 ** 24 - 1;

/** The first result by which a device is not precise enough to train on, because it has half the digits, for example. */
export const precisionProblem = async (device: Device): Promise<string | undefined> => {
  const given = await device.upload(Float32Array.of(1, 2 ** -23, 0.1, 80, LARGEST), REGION);
  const kernel = device.kernel(arrayKernel(BODY, 4), true, REGION);
  const made = await kernel.run([given]);
  const [next, sum, back, whole] = (await device.download(made)) as unknown as readonly [
    number,
    number,
    number,
    number,
  ];
  for (const buffer of [given, made]) buffer.release();
  kernel.destroy();
  if (next !== 1 + 2 ** -23) return `1 + 2^-23 is ${next}`;
  if (!(Math.abs(sum - 100) < 0.01)) return `a thousand times 0.1 is ${sum}`;
  if (!(Math.abs(back - 80) < 0.001)) return `the logarithm of e^80 is ${back}`;
  if (whole !== LARGEST) return `${LARGEST} is ${whole}`;
  return undefined;
};
