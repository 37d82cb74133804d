import { type AnyOption, type Group, type Options, textOf } from './option.ts';

type Values = { readonly [name: string]: unknown };

const words = (name: string): string => name.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);

const isOn = ({ codec, fallback }: AnyOption, value: unknown): boolean =>
  value !== undefined &&
  !(fallback.kind === 'off' && textOf({ codec }, value) === textOf({ codec }, fallback.value));

const tellingOf = (name: string, one: AnyOption, value: unknown): string =>
  one.tell === undefined ? `${words(name)} ${textOf(one, value)}` : one.tell(value);

/** The settings of a group that are on, without what the headline of a run tells. */
export const tellSettings = (options: Options, settings: Values, group: Group): readonly string[] =>
  Object.entries(options).flatMap(([name, one]) =>
    one.group === group && !one.isInHeadline && isOn(one, settings[name])
      ? [tellingOf(name, one, settings[name])]
      : [],
  );

/** Each setting by its name, as its flag would say it. */
export const settingTexts = (
  options: Options,
  settings: Values,
): readonly (readonly [name: string, text: string])[] =>
  Object.entries(options).flatMap(([name, one]) =>
    settings[name] === undefined ? [] : [[name, textOf(one, settings[name])] as const],
  );
