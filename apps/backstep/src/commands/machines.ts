import type { Argv } from 'yargs';
import { defineCommand, type Command } from '../command-line/command.js';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { describedIn } from '../machines/described-in.js';
import { examine, problemsText, type Examined } from '../machines/problems.js';
import { deleteMachine } from '../machines/delete-machine.js';
import { findMachine } from '../machines/find-machine.js';
import { putActivity } from '../machines/put-activity.js';
import { putMachine } from '../machines/put-machine.js';
import { table } from '../output/table.js';
import { latestOf, readDefinitions, type Definition } from '../reading/definitions.js';
import type { Session } from '../command-line/session.js';
import type { Described } from '../templates/state-machines-in.js';

const FILE = 'A definition (JSON or YAML), or a template of CloudFormation, CDK or SAM';

const parameters = <A>(argv: Argv<A>) =>
  argv
    .positional('file', { type: 'string', demandOption: true, describe: FILE })
    .option('parameter', { type: 'string', array: true, requiresArg: true, describe: 'KEY=VALUE, of a template' });

interface PutArguments {
  readonly file: string;
  readonly name?: string | undefined;
  readonly parameter?: string[] | undefined;
}

const put = defineCommand<PutArguments>({
  command: 'put <file>',
  describe: 'Create a state machine from a definition, or update it; or all those of a template, and its activities',
  build: (argv) =>
    parameters(argv)
      .option('name', { type: 'string', requiresArg: true, describe: 'Its name; default: of the file' })
      .example('$0 machines put signup.asl.json', 'as "signup"')
      .example('$0 machines put new.json --name signup', 'as "signup", from another file')
      .example('$0 machines put cdk.out/Orders.template.json', 'all that a CDK stack has'),
  run: async (session, asked) => {
    const { machines: described, activities } = describedIn(asked, session.io.env);
    // All are looked at before the first is put.
    const examined = described.map((machine) => valid(session, asked.file, machine, described.length > 1));
    for (const name of activities)
      if (await putActivity(session, name)) session.print.note(`The activity ${name} was created.`);
    const results: object[] = [];
    for (const [i, machine] of described.entries()) {
      const done = await putMachine(session, machine);
      const warnings = examined[i]!.problems;
      for (const { path, message } of warnings) session.print.warn(`warning ${path}: ${message}`);
      results.push({ ...done, warnings });
      if (!session.print.json)
        session.print.say(session.print.style.good(`${done.name} version ${done.version} ${WORDS[done.what]}.`));
    }
    if (session.print.json) session.print.line(results.length > 1 ? results : results[0]!);
  },
});

const WORDS = { CREATED: 'was created', UPDATED: 'was updated', UNCHANGED: 'is there already, unchanged' };

/** @throws Stop with all that is wrong with it. */
function valid({ print }: Session, file: string, { name, definition }: Described, oneOfMany: boolean): Examined {
  const examined = examine(definition);
  if (examined.ok) return examined;
  const what = oneOfMany ? `${name} in ${file}` : file;
  print.say(problemsText(examined, what, print.style));
  throw new Stop(EXIT.REFUSED, `${what} was not put: it is not valid.`, undefined, { problems: examined.problems });
}

const validate = defineCommand<{ file: string; parameter?: string[] | undefined }>({
  command: 'validate <file>',
  describe: 'Say everything that is wrong with a definition, or with those of a template',
  build: (argv) => parameters(argv),
  run: async ({ print, io }, asked) => {
    const { machines: described } = describedIn({ ...asked, name: undefined }, io.env);
    const all = described.map(({ name, definition }) => ({ name, ...examine(definition) }));
    const what = (name: string) => (all.length > 1 ? `${name} in ${asked.file}` : asked.file);
    if (!print.json) for (const it of all) print.say(problemsText(it, what(it.name), print.style));
    else print.line(all.length > 1 ? all : { ok: all[0]!.ok, problems: all[0]!.problems });
    return all.every(({ ok }) => ok) ? EXIT.OK : EXIT.REFUSED;
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

export const machines: Command = {
  command: 'machines',
  describe: 'State machines: put, list, show, delete, validate',
  commands: [put, list, show, remove, validate],
};
