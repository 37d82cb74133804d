import * as z from 'zod';
import { helpOf, type Options } from './option.ts';

/** The JSON Schema of a command's config files, from which editors complete and check them. */
export const configSchema = (command: string, options: Options): object => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: `Options of puregrad ${command}`,
  type: 'object',
  properties: {
    $schema: { type: 'string' },
    ...Object.fromEntries(
      Object.entries(options)
        .filter(([name]) => name !== 'config')
        .map(([name, one]) => {
          const { $schema: _, ...value } = z.toJSONSchema(one.codec.schema, {
            io: 'output',
            target: 'draft-7',
          });
          return [name, { description: helpOf(one), ...value }];
        }),
    ),
  },
  additionalProperties: false,
});
