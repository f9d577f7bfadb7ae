import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { asyncApi, DEFAULT_PARTITIONS, jsonSchemas } from '#contracts';
import { defineCommand } from '../command-line/command.js';
import { EXIT, Stop } from '../command-line/exit-code.js';

interface Contracts {
  readonly folder: string;
}

/** Where the schemas are by themselves, one a file, one names another by its file. */
const SCHEMAS = 'schemas';
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

export const contracts = defineCommand<Contracts>({
  command: 'contracts <folder>',
  describe: 'Write what others build on: AsyncAPI of the topics, OpenAPI of the operators’ API, JSON Schemas',
  build: (argv) =>
    argv
      .positional('folder', { type: 'string', demandOption: true, describe: 'Is made if it is not there' })
      .example('$0 contracts ./contracts', 'asyncapi.json, openapi.json and schemas/*.json'),
  run: async ({ print, prefix, io }, { folder }) => {
    const to = resolve(folder);
    // Nest comes with it, which the other commands do without.
    const { ENDPOINTS, openApi } = await import('#api');
    const partitions = Number(io.env['BACKSTEP_PARTITIONS'] ?? DEFAULT_PARTITIONS);
    const schemas = jsonSchemas('draft-2020-12', (name) => `${name}.json`);
    const files = {
      'asyncapi.json': asyncApi({ prefix, partitions }),
      'openapi.json': openApi(ENDPOINTS),
      ...Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => [
          join(SCHEMAS, `${name}.json`),
          { $schema: DIALECT, $id: `${name}.json`, ...schema },
        ]),
      ),
    };
    try {
      await mkdir(join(to, SCHEMAS), { recursive: true });
      for (const [file, content] of Object.entries(files))
        await writeFile(join(to, file), `${JSON.stringify(content, null, 2)}\n`);
    } catch (error) {
      const { message } = error as Error;
      throw new Stop(EXIT.ENVIRONMENT, `${to} cannot be written: ${message}`, 'Name a folder that you may write to.');
    }
    print.result({ folder: to, files: Object.keys(files) }, (style) =>
      [
        `${style.name('asyncapi.json')}  all topics, who writes what to them, and how it looks`,
        `${style.name('openapi.json')}   what operators can ask for below /api`,
        `${style.name(`${SCHEMAS}/`)}       ${Object.keys(schemas).length} JSON Schemas, one a record and an event`,
      ].join('\n'),
    );
  },
});
