import { type AnyOption, defaultOf, kebab, type Options } from './option.ts';
import { trainOutputOptions } from './train/run-options.ts';
import { trainingOptions } from './train/train-options.ts';

/** A command as the guide's page of options shows it. */
export interface DocumentedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

const variations: { readonly [V in NonNullable<AnyOption['vary']>]: string } = {
  choices: 'choices',
  linear: 'range',
  logarithmic: 'logarithmic range',
  whole: 'range of whole numbers',
};

const rowOf = (name: string, one: AnyOption, isSearched: boolean): string => {
  const flag = `--${kebab(name)}${one.arg === undefined ? '' : ` <${one.arg}>`}`;
  const negated = one.negation === undefined ? '' : `<br>\`--no-${kebab(name)}\`: ${one.negation}`;
  const cells = [
    `\`${flag}\``,
    one.help + negated,
    defaultOf(one) ?? (one.codec.isSwitch ? 'off' : ''),
    one.codec.isSwitch ? '' : one.codec.allowed,
    ...(isSearched ? [one.vary === undefined ? '' : variations[one.vary]] : []),
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
};

const tableOf = (options: Options): string => {
  const isSearched = Object.values(options).some(({ vary }) => vary !== undefined);
  const heads = ['option', 'meaning', 'default', 'allowed', ...(isSearched ? ['`search`'] : [])];
  return [
    `| ${heads.join(' | ')} |`,
    `|${' --- |'.repeat(heads.length)}`,
    ...Object.entries(options).map(([name, one]) => rowOf(name, one, isSearched)),
  ].join('\n');
};

const byGroup = (options: Options): readonly (readonly [group: string, options: Options])[] => {
  const groups = new Set(Object.values(options).map(({ group }) => group));
  return [...groups].map((group) => [
    group,
    Object.fromEntries(Object.entries(options).filter(([, one]) => one.group === group)),
  ]);
};

/** What the options of a command have that those of `train` have not; undefined if they are not an extension. */
const beyondTraining = (options: Options): Options | undefined =>
  Object.entries<AnyOption>(trainingOptions).every(([name, one]) => options[name] === one)
    ? Object.fromEntries(
        Object.entries(options).filter(([name]) => !Object.hasOwn(trainingOptions, name)),
      )
    : undefined;

const capitalized = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;

const sectionOf = ({ name, summary, options }: DocumentedCommand): string => {
  const own = name === 'train' ? undefined : beyondTraining(options);
  const inherited =
    own === undefined
      ? []
      : [
          `It takes the options of \`train\` except ${Object.keys(trainOutputOptions)
            .map((of) => `\`--${kebab(of)}\``)
            .join(', ')}.`,
        ];
  const parts = byGroup(own ?? options);
  return [
    `## \`puregrad ${name}\``,
    `${capitalized(summary)}.`,
    ...inherited,
    ...parts.flatMap(([group, of]) => [
      ...(parts.length === 1 ? [] : [`### ${capitalized(group)}`]),
      tableOf(of),
    ]),
  ].join('\n\n');
};

/** The guide's page of all options, in Markdown. */
export const guidePage = (commands: readonly DocumentedCommand[]): string =>
  `${[
    '# Options of the app',
    'All options of [`puregrad`](./cli.md). `puregrad train --help` shows the same in a terminal, and `puregrad schema`\nprints a JSON Schema for config files. The last column says how `puregrad search --vary` can vary an option.',
    ...commands.filter(({ options }) => Object.keys(options).length > 0).map(sectionOf),
  ].join('\n\n')}\n`;
