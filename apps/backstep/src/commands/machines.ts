import { basename } from 'node:path';
import { isName, NAME_RULE, type JsonObject } from '#contracts';
import { defineCommand, type Command } from '../command-line/command.js';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { readJsonFile } from '../command-line/json-argument.js';
import { examine, problemsText } from '../machines/problems.js';
import { deleteMachine } from '../machines/delete-machine.js';
import { putMachine } from '../machines/put-machine.js';
import { table } from '../output/table.js';
import { latestOf, readDefinitions, type Definition } from '../reading/definitions.js';
import type { Session } from '../command-line/session.js';

/** `signup` of `signup.asl.json`. */
export const nameOfFile = (file: string): string => basename(file).replace(/(\.asl)?\.json$/i, '');

const put = defineCommand<{ file: string; name?: string | undefined }>({
  command: 'put <file>',
  describe: 'Create a state machine from a definition, or update it',
  build: (argv) =>
    argv
      .positional('file', { type: 'string', demandOption: true, describe: 'The definition, e.g. signup.asl.json' })
      .option('name', { type: 'string', requiresArg: true, describe: 'Its name; default: of the file' })
      .example('$0 machines put signup.asl.json', 'as "signup"')
      .example('$0 machines put new.json --name signup', 'as "signup", from another file'),
  run: async (session, { file, name = nameOfFile(file) }) => {
    if (!isName(name))
      throw new Stop(EXIT.USAGE, `"${name}" is no name for a state machine: it ${NAME_RULE}.`, 'Give one with --name.');
    const definition = readJsonFile(file, 'The definition');
    const examined = examine(definition);
    if (!examined.ok) {
      session.print.say(problemsText(examined, file, session.print.style));
      throw new Stop(EXIT.REFUSED, `${file} was not put: it is not valid.`, undefined, { problems: examined.problems });
    }
    for (const { path, message } of examined.problems) session.print.warn(`warning ${path}: ${message}`);
    const done = await putMachine(session, name, definition as JsonObject);
    const words = { CREATED: 'was created', UPDATED: 'was updated', UNCHANGED: 'is there already, unchanged' };
    session.print.result({ ...done, warnings: examined.problems }, (style) =>
      style.good(`${name} version ${done.version} ${words[done.what]}.`),
    );
  },
});

const validate = defineCommand<{ file: string }>({
  command: 'validate <file>',
  describe: 'Say everything that is wrong with a definition',
  build: (argv) => argv.positional('file', { type: 'string', demandOption: true }),
  run: async ({ print }, { file }) => {
    const examined = examine(readJsonFile(file, 'The definition'));
    print.result(examined, (style) => problemsText(examined, file, style));
    return examined.ok ? EXIT.OK : EXIT.REFUSED;
  },
});

const list = defineCommand({
  command: 'list',
  describe: 'All state machines, in their latest version',
  run: async (session) => {
    const latest = latestOf(await readDefinitions(await session.kafka(), session.topics));
    const { print } = session;
    if (print.json) return print.line(latest.map(({ name, version, createdAt }) => ({ name, version, createdAt })));
    if (latest.length === 0) return print.note('There are none yet: `npx backstep machines put signup.asl.json`.');
    print.say(table(['NAME', 'VERSION', 'SINCE', 'STATES'], latest.map(rowOf), print.style));
  },
});

const rowOf = ({ name, version, createdAt, definition }: Definition): string[] => [
  name,
  String(version),
  createdAt,
  Object.keys((definition['States'] ?? {}) as object).join(' '),
];

const remove = defineCommand<{ name: string }>({
  command: 'delete <name>',
  describe: 'Delete a state machine; its executions go on',
  build: (argv) => argv.positional('name', { type: 'string', demandOption: true }),
  run: async (session, { name }) => {
    await findMachine(session, name);
    await deleteMachine(session, name);
    session.print.result({ name, what: 'DELETED' }, (style) => style.good(`${name} was deleted.`));
  },
});

const show = defineCommand<{ name: string; of?: number | undefined }>({
  command: 'show <name>',
  describe: 'The definition of a state machine',
  build: (argv) =>
    argv
      .positional('name', { type: 'string', demandOption: true })
      .option('of', { type: 'number', requiresArg: true, describe: 'A version; default: the latest' }),
  run: async (session, { name, of }) => {
    const definition = await findMachine(session, name, of);
    session.print.result(definition, () => JSON.stringify(definition.definition, undefined, 2));
  },
});

/** @throws Stop naming those that there are. */
export async function findMachine(session: Session, name: string, version?: number): Promise<Definition> {
  const all = await readDefinitions(await session.kafka(), session.topics);
  const named = all.filter((it) => it.name === name);
  const found = version === undefined ? latestOf(named)[0] : named.find((it) => it.version === version);
  if (found) return found;
  const names = latestOf(all).map((it) => it.name);
  const hint =
    version !== undefined && named.length > 0
      ? `It has the versions ${named.map((it) => it.version).join(', ')}.`
      : names.length > 0
        ? `There ${names.length > 1 ? 'are' : 'is'} ${names.join(', ')}. A new one: \`npx backstep machines put FILE\`.`
        : 'There are none yet: `npx backstep machines put FILE`.';
  throw new Stop(
    EXIT.REFUSED,
    `There is no state machine ${name}${version === undefined ? '' : `, version ${version}`}.`,
    hint,
  );
}

export const machines: Command = {
  command: 'machines',
  describe: 'State machines: put, list, show, delete, validate',
  commands: [put, list, show, remove, validate],
};
