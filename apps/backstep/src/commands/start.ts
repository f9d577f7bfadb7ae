import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { executionId, isName, LIMITS, NAME_RULE } from '#contracts';
import { compensationStatusOf } from '#engine';
import { defineCommand } from '../command-line/command.js';
import { EXIT, Stop, type ExitCode } from '../command-line/exit-code.js';
import { jsonArgument } from '../command-line/json-argument.js';
import type { Session } from '../command-line/session.js';
import { describe, statusLine, storyLine } from '../output/story-teller.js';
import type { Bookmark } from '../reading/log-reader.js';
import { followStory, Story } from '../reading/story.js';
import { ask, orStop } from '../sending/ask.js';
import { findMachine } from '../machines/find-machine.js';

interface Start {
  readonly machine: string;
  readonly input?: string | undefined;
  readonly name?: string | undefined;
  readonly wait?: boolean | undefined;
}

export const start = defineCommand<Start>({
  command: 'start <machine>',
  describe: 'Start an execution',
  build: (argv) =>
    argv
      .positional('machine', { type: 'string', demandOption: true, describe: 'The state machine' })
      .option('input', { type: 'string', requiresArg: true, describe: 'JSON, @file, or - for stdin; default {}' })
      .option('name', { type: 'string', requiresArg: true, describe: 'Unique among its executions; default: made up' })
      .option('wait', { type: 'boolean', describe: 'Tell what happens, to the end; the exit code says how it ended' })
      .example('$0 start signup --input \'{"email":"ada@example.org"}\'', '')
      .example('$0 start signup --name order-4711 --input @order.json --wait', ''),
  run: async (session, { machine, input = '{}', name = randomUUID(), wait }) => {
    if (!isName(name)) throw new Stop(EXIT.USAGE, `"${name}" is no name for an execution: it ${NAME_RULE}.`);
    const payload = await jsonArgument(input, '--input', session.io);
    const size = Buffer.byteLength(JSON.stringify(payload));
    if (size > LIMITS.payloadBytes)
      throw new Stop(EXIT.USAGE, `The input has ${size} bytes; ${LIMITS.payloadBytes} is the most.`);
    const { version, offset } = await findMachine(session, machine);
    const log = await session.log();
    const id = executionId(machine, name);
    const story = new Story(id);
    const bookmark = await log.read(log.partitionOf(id), (counted) => story.take(counted));
    const message = { type: 'StartExecution', stateMachine: machine, name, input: payload, version } as const;
    // A start that repeats one that runs is no fact, so there would be nothing to wait for.
    const repeats = story.execution.status === 'RUNNING' && isDeepStrictEqual(story.execution.input, payload);
    if (!repeats) {
      const asked = { entity: id, message: { ...message, definitionOffset: offset } };
      orStop(await ask(session, bookmark, asked), session);
    }
    if (wait) return seeThrough(session, story, bookmark);
    session.print.result({ execution: id, version, repeated: repeats }, (style) =>
      repeats
        ? `${style.name(id)} runs already, with the same input.`
        : `${style.name(id)} was started.\n${style.faint(`npx backstep watch ${id}`)}`,
    );
  },
});

/** Tells the rest of an execution, and how it ended. */
export async function seeThrough(session: Session, story: Story, from: Bookmark): Promise<ExitCode> {
  const { print } = session;
  const tell = print.json ? print.note.bind(print) : print.say.bind(print);
  tell(story.id);
  await followStory(await session.log(), from, {
    story,
    signal: session.io.signal,
    onHappened: (happened) => {
      const line = storyLine(happened, story.startedAt, print.style, print.columns);
      if (line !== undefined && !print.json) print.say(line);
    },
  });
  const { execution } = story;
  print.result(
    describe(execution, compensationStatusOf(execution)),
    (style) => `${story.id} ${statusLine(execution, style)}`,
  );
  return exitCodeOf(story);
}

export const exitCodeOf = ({ execution, isOver }: Story): ExitCode =>
  execution.status === 'SUCCEEDED' ? EXIT.OK : isOver ? EXIT.NOT_SO : EXIT.NO_ANSWER;
