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
export const dateReader = ({
  order,
}: Pick<ColumnSchema, 'order'>): ((text: string) => number | undefined) => {
  if (order === undefined) return (text) => (text.length > 60 ? undefined : secondsOfTime(text));
  // The rows of a day often follow each other.
  let last: { readonly text: string; readonly seconds: number | undefined } | undefined;
  const secondsOfDate = (text: string) => {
    if (text !== last?.text) last = { text, seconds: secondsOfDay(text, order) };
    return last.seconds;
  };
  return (text) => {
    if (text.length > 60 || !/\d/.test(text)) return undefined;
    const colon = text.indexOf(':');
    const [date, clock] = colon === -1 ? [text, undefined] : parted(text, colon);
    const day = secondsOfDate(date);
    const seconds = clock === undefined ? 0 : secondsOfTime(clock);
    return day === undefined || seconds === undefined ? undefined : day + seconds;
  };
};

/** A date, and the time after it. */
const parted = (text: string, colon: number): readonly [date: string, time: string | undefined] => {
  let start = colon;
  while (start > 0 && isDigit(text, start - 1)) start -= 1;
  let end = start;
  if (text[end - 1] === 'T' || text[end - 1] === 't') end -= 1;
  else {
    while (text[end - 1] === ' ') end -= 1;
    if (end < start && text[end - 1] === ',') end -= 1;
  }
  return end === start ? [text, undefined] : [text.slice(0, end), text.slice(start)];
};

const isDigit = (text: string, i: number): boolean => {
  const code = text.charCodeAt(i);
  return code >= 48 && code <= 57;
};

const secondsOfDay = (text: string, order: DateOrder): number | undefined => {
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (iso !== null) return secondsOf(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]));
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
  if (month < 0 || month > 11 || day < 1 || day > 31) return undefined;
  const date = new Date(Date.UTC(2000, month, day));
  date.setUTCFullYear(year, month, day);
  return date.getUTCDate() === day ? date.getTime() / 1000 : undefined;
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
