/** A part of a date: its time in seconds, or its place in a year, a week or a day. */
export type DatePart = 'time' | 'year' | 'week' | 'day';

const DAY = 86_400;
/** 1970-01-01 was a Thursday, and weeks begin on Monday. */
const THURSDAY = 3;

const daysOf = (seconds: number): number => Math.floor(seconds / DAY);

/** The days since the first of January, as a share of the year. */
const inYear = (seconds: number): number => {
  const year = new Date(seconds * 1000).getUTCFullYear();
  const [start, end] = [year, year + 1].map((of) => new Date(0).setUTCFullYear(of, 0, 1) / 1000);
  return (daysOf(seconds) - daysOf(start!)) / (daysOf(end!) - daysOf(start!));
};

/** How much of a cycle has passed, from 0 to 1: whole days of a year and of a week, seconds of a day. */
const passed = {
  year: inYear,
  week: (seconds: number) => ((((daysOf(seconds) + THURSDAY) % 7) + 7) % 7) / 7,
  day: (seconds: number) => seconds / DAY - daysOf(seconds),
} as const;

export const cycles = ['year', 'week', 'day'] as const;

/** The parts that differ among dates, of which some are NaN; `time` is always one of them. */
export const varyingParts = (dates: Float64Array): readonly DatePart[] => {
  const present = dates.filter((date) => !Number.isNaN(date));
  const varies = (part: (typeof cycles)[number]): boolean => {
    const first = passed[part](present[0]!);
    return present.some((date) => passed[part](date) !== first);
  };
  return ['time', ...cycles.filter(varies)];
};

/** What each encoded column of a date is made of. */
export const partFunctions = (
  parts: readonly DatePart[],
): readonly ((seconds: number) => number)[] =>
  parts.flatMap((part) => {
    if (part === 'time') return [(seconds: number) => seconds];
    const angle = (seconds: number) => 2 * Math.PI * passed[part](seconds);
    return [
      (seconds: number) => exactZero(Math.sin(angle(seconds))),
      (seconds: number) => exactZero(Math.cos(angle(seconds))),
    ];
  });

/** A sine without the rounding of π: that of half a circle is 0, and not 10⁻¹⁶, so that its deviation is 0 too. */
const exactZero = (sine: number): number => Math.round(sine * 2 ** 40) / 2 ** 40 + 0;
