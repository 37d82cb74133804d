/** Units of time in a second. */
export type UnitsPerSecond = 1n | 1_000n | 1_000_000n | 1_000_000_000n;

const DAY = 86_400n;

const parts = (value: bigint, perSecond: bigint): readonly [seconds: bigint, rest: bigint] => {
  const rest = ((value % perSecond) + perSecond) % perSecond;
  return [(value - rest) / perSecond, rest];
};

const fraction = (rest: bigint, perSecond: bigint): string =>
  rest === 0n
    ? ''
    : `.${String(rest)
        .padStart(String(perSecond).length - 1, '0')
        .replace(/0+$/, '')}`;

/** The ISO text of a time since 1970-01-01; undefined for years that JavaScript's dates do not have. */
export const timestampText = (
  value: bigint,
  perSecond: UnitsPerSecond,
  isUtc: boolean,
): string | undefined => {
  const [seconds, rest] = parts(value, perSecond);
  const date = new Date(1000 * Number(seconds));
  if (Number.isNaN(date.getTime())) return undefined;
  const text = date.toISOString().replace(/\.000Z$/, '');
  return `${text}${fraction(rest, perSecond)}${isUtc ? 'Z' : ''}`;
};

/** The ISO text of a number of days since 1970-01-01. */
export const dayText = (days: number): string | undefined =>
  timestampText(BigInt(days) * DAY, 1n, false)?.replace(/T.*$/, '');

/** The text of a time of the day. */
export const clockText = (value: bigint, perSecond: UnitsPerSecond): string | undefined => {
  const [seconds] = parts(value, perSecond);
  return seconds < 0n || seconds >= DAY
    ? undefined
    : timestampText(value, perSecond, false)!.slice('1970-01-01T'.length);
};

/** The text of a decimal number with a fixed number of digits after the point. */
export const decimalText = (unscaled: bigint, scale: number): string => {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
};
