import { isLeft, isRight } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { commandSpecs } from '../commands/specs.ts';
import { orThrow, usageError } from '../errors.ts';
import { parseSpace } from '../search/search-space.ts';
import { record } from '../testing/recorder.ts';
import { searchOptions } from './command-options.ts';
import { decodeConfig } from './config-file.ts';
import { configSchema } from './config-schema.ts';
import { settingTexts, tellSettings } from './describe.ts';
import { guidePage } from './guide-page.ts';
import { type AnyOption, kebab, textOf } from './option.ts';
import { requestOf } from './request.ts';
import { decide, trainOptions, trainRequest } from './train/train-options.ts';

const all = Object.entries<AnyOption>(trainOptions);
const facts = { examples: 300, areImages: false };
const defaults = decide(orThrow(trainRequest({})), facts);

const TEXTS = ['zip=category', 'true', 'false', '0.25', '7', '9,5', 'shift=2', 'a.csv'];

/** Values that an option takes, and that are not its default. */
const samplesOf = (name: string, one: AnyOption): readonly unknown[] =>
  [...(one.codec.choices ?? []), ...TEXTS].flatMap((text) => {
    const read = one.codec.schema.safeParse(text);
    const usual = defaults[name as keyof typeof defaults];
    return read.success && (usual === undefined || textOf(one, usual) !== textOf(one, read.data))
      ? [read.data]
      : [];
  });

const request = (raw: Parameters<typeof trainRequest>[0]) => orThrow(trainRequest(raw));

it('help shows each option of each command once, with its default', async () => {
  for (const { name, options } of commandSpecs) {
    const { out } = await record([name, '--help']);
    const help = out.join('\n');
    for (const [option, { help: text }] of Object.entries(options)) {
      expect(help.match(new RegExp(`^ +--${kebab(option)}\\s`, 'gm'))).toHaveLength(1);
      expect(help.replace(/\s+/g, ' ')).toContain(text);
    }
  }
});

describe.each(all)('the option %s of train', (name, one) => {
  const [value] = samplesOf(name, one);
  const text = textOf(one, value);

  it('is read from a flag and from a config file alike', () => {
    const flag = request({ [name]: one.codec.isSwitch ? (value as boolean) : text });
    expect(flag[name as keyof typeof flag]).toEqual(value);
    const config = decodeConfig('a.json', JSON.stringify({ [name]: value }), trainOptions);
    if (name === 'config') expect(isLeft(config)).toBe(true);
    else expect(isRight(config) && request(config.right)).toEqual(flag);
  });

  it('stands in the schema of config files, which takes its values and no others', () => {
    const schema = configSchema('train', trainOptions) as { properties: Record<string, object> };
    if (name === 'config') return expect(schema.properties).not.toHaveProperty(name);
    const { description, ...property } = schema.properties[name] as { description: string };
    expect(description).toContain(one.help);
    const check = z.fromJSONSchema(property);
    for (const sample of samplesOf(name, one)) expect(check.safeParse(sample).success).toBe(true);
    expect(check.safeParse(null).success).toBe(false);
  });

  it('is told by the plan of a run, and by its report', () => {
    const settings = { ...defaults, [name]: value };
    expect(settingTexts(trainOptions, settings)).toContainEqual([name, text]);
    if (one.group === 'output' || one.isInHeadline) return;
    const told = tellSettings(trainOptions, settings, one.group);
    expect(told).not.toEqual(tellSettings(trainOptions, defaults, one.group));
    if (!one.codec.isSwitch) expect(told.some((part) => part.includes(text))).toBe(true);
  });

  it('can be varied by search if it says so, and only then', () => {
    const space = parseSpace([`${kebab(name)}=${text}`], searchOptions);
    expect(isRight(space)).toBe(one.vary !== undefined);
  });

  it('stands in the guide', () => {
    expect(guidePage(commandSpecs)).toContain(`| \`--${kebab(name)}`);
  });
});

it('all wrong values are told at once, each with its option, the value and what is allowed', () => {
  const wrong = all.filter(([, { codec }]) => !codec.schema.safeParse('-1,x').success);
  expect(wrong.length).toBeGreaterThan(20);
  expect(trainRequest(Object.fromEntries(wrong.map(([name]) => [name, '-1,x'])))).toEqual({
    _tag: 'Left',
    left: usageError(
      wrong.map(([name, { codec }]) => `--${kebab(name)} must be ${codec.allowed}, got '-1,x'`),
    ),
  });
});

it.each([
  ['a switch that is text, which was off without a word', { batchNorm: 'yes' }, '--batch-norm'],
  [
    'an augmentation given twice, of which one was lost',
    { augment: 'shift=1,shift=2' },
    '--augment',
  ],
  ['empty texts, which `Number` reads as 0', { seed: ' ', hidden: '8,' }, '--seed'],
])('refuses %s', (_, raw, flag) => {
  const read = requestOf(trainOptions, raw);
  expect(isLeft(read) && read.left.problems.join('\n')).toContain(`${flag} must be`);
});

it.each([
  ['few rows', { examples: 40, areImages: false }, { batchSize: 32, epochs: 300, patience: 38 }],
  ['many rows', { examples: 1e6, areImages: false }, { batchSize: 128, epochs: 8, refit: false }],
  ['images', { examples: 6e4, areImages: true }, { hidden: [128], l2: 0, epochs: 8, patience: 3 }],
])('decides what is left open by the data: %s', (_, of, expected) => {
  expect(decide(request({}), of)).toMatchObject(expected);
  expect(decide(request({ epochs: '5', patience: '2' }), of)).toMatchObject({
    epochs: 5,
    patience: 2,
  });
});
