import yargs, { type Argv } from 'yargs';
import type { Kafka } from '#kafka';
import { COMMANDS } from '../commands/index.js';
import { Printer } from '../output/printer.js';
import type { Command } from './command.js';
import { EXIT, EXIT_CODES_HELP, Stop, type ExitCode } from './exit-code.js';
import type { Io } from './io.js';
import { Session, type GlobalOptions } from './session.js';
import { VERSION } from './version.js';

/** The command line as a function: a test runs it with streams and a broker of its own. */
export async function runCli(args: readonly string[], io: Io, kafka?: Kafka): Promise<ExitCode> {
  const json = args.includes('--json');
  let exitCode: ExitCode = EXIT.OK;
  const run: Run = async (command, parsed) => {
    const session = new Session(io, parsed, kafka);
    try {
      exitCode = (await command.run!(session, parsed)) ?? EXIT.OK;
    } finally {
      await session.close();
    }
  };
  try {
    const shown = await parse(args, run);
    if (shown !== '') io.out.write(`${shown}\n`);
    return exitCode;
  } catch (error) {
    return fail(error, new Printer(io, json), io);
  }
}

type Run = (command: Command, parsed: GlobalOptions) => Promise<void>;

/** @returns help, a version or a completion script, if that was asked for. */
async function parse(args: readonly string[], run: Run): Promise<string> {
  let shown = '';
  // yargs asks its default command first, and that takes no arguments.
  if (args[0] === 'completion') return completionScript();
  const parser = withCommands(globals(yargs([...args])), COMMANDS, run)
    .fail((message, error, argv) => {
      throw error ?? new Usage(message, argv as unknown as Helpful);
    })
    .exitProcess(false);
  await parser.parseAsync([...args], {}, (_error, _argv, output) => {
    shown = output;
  });
  return shown;
}

async function completionScript(): Promise<string> {
  let script = '';
  const { log } = console;
  console.log = (text: string) => (script = text);
  try {
    await yargs().scriptName('backstep').completion().exitProcess(false).parseAsync(['completion']);
  } finally {
    console.log = log;
  }
  return script.trimEnd();
}

class Usage extends Error {
  constructor(
    message: string,
    private readonly argv: Helpful,
  ) {
    super(message);
  }

  /** How the command is written. */
  get hint(): string {
    const [usage] = this.argv.help().split('\n', 1);
    return `Usage: npx ${usage}\n\`--help\` explains it.`;
  }
}

/** yargs gives its failures a view of itself that is not in its types. */
interface Helpful {
  help(): string;
}

/** yargs counts; people want to know what it means. */
const missing = 'Something is missing: %s given, %s needed.';
const STRINGS = {
  'Not enough non-option arguments: got %s, need at least %s': { one: missing, other: missing },
} as unknown as Record<string, string>;

const globals = (argv: Argv): Argv<GlobalOptions> =>
  argv
    .scriptName('backstep')
    .usage('$0 <command>\n\nAmazon States Language on your own Kafka, with steps that can step back.')
    .option('json', { type: 'boolean', global: true, describe: 'JSON on stdout, and nothing else' })
    .option('brokers', {
      type: 'string',
      global: true,
      requiresArg: true,
      describe: 'Kafka, host:port,… (KAFKA_BROKERS)',
    })
    .option('prefix', {
      type: 'string',
      global: true,
      requiresArg: true,
      describe: 'Of the topics (BACKSTEP_TOPIC_PREFIX)',
    })
    .option('data-dir', {
      type: 'string',
      global: true,
      requiresArg: true,
      describe: 'BACKSTEP_DATA_DIR, default ./.backstep',
    })
    .option('timeout', {
      type: 'number',
      global: true,
      requiresArg: true,
      describe: 'Seconds to wait for an answer, default 15',
    })
    .example('$0', 'everything in one process, with a local Kafka')
    .example('$0 machines put signup.asl.json', 'create or update a state machine')
    .example('$0 start signup --input @input.json --wait', 'start an execution and see it through')
    .example('$0 verify', 'prove that the record is complete and consistent')
    .strict()
    .updateStrings(STRINGS)
    .parserConfiguration({ 'dot-notation': false })
    .epilogue(EXIT_CODES_HELP)
    .completion('completion', 'Print a script that completes commands: source <(backstep completion)')
    .version(VERSION)
    .help()
    .alias('help', 'h')
    .wrap(110);

function withCommands(argv: Argv<GlobalOptions>, commands: readonly Command[], run: Run): Argv<GlobalOptions> {
  for (const command of commands) {
    argv.command({
      command: command.command,
      describe: command.describe,
      builder: (inner: Argv) => built(inner as Argv<GlobalOptions>, command, run),
      handler: (parsed: unknown) => (command.run ? run(command, parsed as GlobalOptions) : undefined),
    });
  }
  return argv;
}

function built(argv: Argv<GlobalOptions>, { build, commands }: Command, run: Run): Argv<GlobalOptions> {
  const own = build ? build(argv) : argv;
  return commands ? withCommands(own, commands, run).demandCommand(1, 'Which one?') : own;
}

function fail(error: unknown, print: Printer, io: Io): ExitCode {
  const { exitCode, message, hint, details } = explained(error);
  if (print.json) print.line({ error: { message, ...(hint && { hint }), ...details, exitCode } });
  print.error(message, hint);
  if (exitCode === EXIT.BUG) io.err.write(`${(error as Error).stack ?? ''}\n`);
  return exitCode;
}

interface Explained {
  readonly exitCode: ExitCode;
  readonly message: string;
  readonly hint?: string;
  readonly details?: object;
}

function explained(error: unknown): Explained {
  if (error instanceof Stop) {
    const { exitCode, message, hint, details } = error;
    return { exitCode, message, ...(hint && { hint }), ...(details && { details }) };
  }
  if (error instanceof Usage) return { exitCode: EXIT.USAGE, message: error.message, hint: error.hint };
  const { name, message } = error as Error;
  if (name === 'YError') return { exitCode: EXIT.USAGE, message };
  const environment = ADVICE[name];
  if (environment) return { exitCode: EXIT.ENVIRONMENT, message: `${name}: ${message}`, hint: environment };
  return { exitCode: EXIT.BUG, message: `${name}: ${message}` };
}

const ADVICE: { readonly [error: string]: string } = {
  TopicMismatch: 'Set BACKSTEP_PARTITIONS to the number that the topics have, or choose another --prefix.',
  AppendFailed:
    'Kafka did not acknowledge the record; it may or may not be there. Look with `npx backstep list`, and try again.',
  CannotStart: '`npx backstep doctor` looks closer.',
  StoreAway: 'See DATABASE_URL, or leave it out to use SQLite.',
  ViewsAway: 'See DATABASE_URL, or leave it out to use SQLite.',
  OtherLog: 'The views can be made again from the log at any time: nothing is lost with them.',
  InvalidConfiguration: '`npx backstep --help` and the README list what can be configured.',
  KafkaJSSASLAuthenticationError: 'See KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.',
  KafkaJSNumberOfRetriesExceeded: 'Kafka does not answer as it should; `npx backstep doctor` looks closer.',
};
