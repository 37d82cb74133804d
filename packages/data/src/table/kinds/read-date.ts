import type { ColumnSchema, DateOrder } from './column-schema.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthName =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const weekday = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?';

interface DateForm {
  readonly pattern: RegExp;
  /** The orders in which a date of this form can be read; all of them if it needs none. */
  readonly orders: readonly DateOrder[];
}

const every: readonly DateOrder[] = ['ymd', 'dmy', 'mdy'];
const form = (source: string, orders = every): DateForm => ({
  pattern: new RegExp(`^${source}$`, 'i'),
  orders,
});

/** The forms of dates without a time. */
const forms: readonly DateForm[] = [
  form(String.raw`(?<y>\d{4})(?<mark>[-/.])(?<m>\d{1,2})\k<mark>(?<d>\d{1,2})`),
  form(String.raw`(?<y>\d{4})-(?<m>\d{2})`),
  form(String.raw`(?<y>\d{4})(?:(?<m>\d{2})(?<d>\d{2}))?`),
  form(String.raw`${weekday}(?<d>\d{1,2})[ -](?<name>${monthName})[.,]?[ -](?<y>\d{4}|\d{2})`),
  form(String.raw`${weekday}(?<name>${monthName})[. -]{1,2}(?<d>\d{1,2})(?:, ?| |-)(?<y>\d{4})`),
  form(String.raw`(?<name>${monthName})[ -](?<y>\d{4})`),
  form(String.raw`(?<d>\d{1,2})(?<mark>[-/.])(?<m>\d{1,2})\k<mark>(?<y>\d{4})`, ['dmy']),
  form(String.raw`(?<m>\d{1,2})(?<mark>[-/.])(?<d>\d{1,2})\k<mark>(?<y>\d{4})`, ['mdy']),
  form(String.raw`(?<d>\d{1,2})/(?<m>\d{1,2})/(?<y>\d{2})`, ['dmy']),
  form(String.raw`(?<m>\d{1,2})/(?<d>\d{1,2})/(?<y>\d{2})`, ['mdy']),
  form(String.raw`(?<d>\d{2})(?<mark>[-.])(?<m>\d{2})\k<mark>(?<y>\d{2})`, ['dmy']),
  form(String.raw`(?<m>\d{2})-(?<d>\d{2})-(?<y>\d{2})`, ['mdy']),
];

const time =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([ap])\.?m\.?)?(?: ?(z|utc|gmt|[+-]\d{2}:?(?:\d{2})?))?$/i;

/** The seconds of a text, read as a date in an order, or as a time of the day without one; undefined for other texts. */
export const dateReader =
  ({ order }: Pick<ColumnSchema, 'order'>): ((text: string) => number | undefined) =>
  (text) => {
    if (text.length > 60 || !/\d/.test(text)) return undefined;
    if (order === undefined) return secondsOfTime(text);
    const [date, clock] = parted(text);
    const day = secondsOfDay(date, order);
    const seconds = clock === undefined ? 0 : secondsOfTime(clock);
    return day === undefined || seconds === undefined ? undefined : day + seconds;
  };

/** A date, and the time after it. */
const parted = (text: string): readonly [date: string, time: string | undefined] => {
  const match = /^(.*?\d{2})(?:T|,? +)(\d{1,2}:.*)$/i.exec(text);
  return match === null ? [text, undefined] : [match[1]!, match[2]!];
};

const secondsOfDay = (text: string, order: DateOrder): number | undefined => {
  for (const { pattern, orders } of forms) {
    const groups = orders.includes(order) ? pattern.exec(text)?.groups : undefined;
    if (groups === undefined) continue;
    const { y = '', m = '1', name, d = '1' } = groups;
    const month =
      name === undefined ? Number(m) - 1 : months.indexOf(name.slice(0, 3).toLowerCase());
    const seconds = secondsOf(fullYear(y), month, Number(d));
    if (seconds !== undefined) return seconds;
  }
  return undefined;
};

/** As in POSIX, 69 to 99 are years of the 20th century, and 00 to 68 of the 21st. */
const fullYear = (year: string): number =>
  Number(year) + (year.length === 4 ? 0 : Number(year) >= 69 ? 1900 : 2000);

const secondsOf = (year: number, month: number, day: number): number | undefined => {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  const exists = date.getUTCMonth() === month && date.getUTCDate() === day;
  return exists ? date.getTime() / 1000 : undefined;
};

const secondsOfTime = (text: string): number | undefined => {
  const match = time.exec(text);
  if (match === null) return undefined;
  const [, hours = '', minutes = '', seconds = '0', fraction = '0', half, zone] = match;
  const hour = hourOf(Number(hours), half);
  if (hour === undefined || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const whole = hour * 3600 + Number(minutes) * 60 - offsetOf(zone);
  return whole + Number(`${seconds}.${fraction}`);
};

const hourOf = (hour: number, half: string | undefined): number | undefined => {
  if (half === undefined) return hour < 24 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
};

/** The seconds by which a zone's clocks are ahead of UTC. */
const offsetOf = (zone: string | undefined): number => {
  if (zone === undefined || /^[a-z]/i.test(zone)) return 0;
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.replace(':', '').slice(3)) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
};
