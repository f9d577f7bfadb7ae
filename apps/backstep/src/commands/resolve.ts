import { userInfo } from 'node:os';
import { compensationStatusOf, type Execution } from '#engine';
import { defineCommand } from '../command-line/command.js';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { jsonArgument } from '../command-line/json-argument.js';
import { describe, statusLine } from '../output/story-teller.js';
import { readStory } from '../reading/story.js';
import { ask, orStop } from '../sending/ask.js';

const HOW = { retry: 'RETRY', resolved: 'RESOLVED', skip: 'SKIP', 'give-up': 'GIVE_UP' } as const;

interface Resolve {
  readonly execution: string;
  readonly state: string;
  readonly visit?: number | undefined;
  readonly how: keyof typeof HOW;
  readonly input?: string | undefined;
  readonly by: string;
  readonly why: string;
}

export const resolve = defineCommand<Resolve>({
  command: 'resolve <execution>',
  describe: 'Say how an undo that has failed for good goes on',
  build: (argv) =>
    argv
      .positional('execution', { type: 'string', demandOption: true, describe: '<state machine>:<name>' })
      .option('state', { type: 'string', demandOption: true, requiresArg: true, describe: 'Whose undo waits' })
      .option('visit', {
        type: 'number',
        requiresArg: true,
        describe: 'Which visit of the state, from 1; default: the latest',
      })
      .option('how', {
        choices: Object.keys(HOW) as (keyof typeof HOW)[],
        demandOption: true,
        requiresArg: true,
        describe: 'retry; resolved: it was done by hand; skip: leave this one; give-up: leave all the rest',
      })
      .option('input', {
        type: 'string',
        requiresArg: true,
        describe: 'With retry: JSON, @file or -, instead of the computed input',
      })
      .option('by', { type: 'string', requiresArg: true, default: userName(), describe: 'Who decided; it is recorded' })
      .option('why', { type: 'string', demandOption: true, requiresArg: true, describe: 'Why; it is recorded' })
      .example('$0 resolve signup:order-4711 --state PlaceOrder --how retry --why "warehouse is back"', ''),
  run: async (session, { execution: id, state, visit, how, input, by, why }) => {
    if (input !== undefined && how !== 'retry') throw new Stop(EXIT.USAGE, '--input goes with --how retry only.');
    const { story, bookmark } = await readStory(session, id);
    const payload = input === undefined ? undefined : await jsonArgument(input, '--input', session.io);
    const waiting = waitingIn(story.execution);
    if (!waiting.includes(state)) {
      const hint =
        waiting.length > 0
          ? `These wait: ${waiting.join(', ')}.`
          : `${id} ${statusLine(story.execution, session.print.style)}.`;
      throw new Stop(EXIT.REFUSED, `No undo of ${state} of ${id} waits for a person.`, hint);
    }
    const message = {
      type: 'ResolveCompensation',
      execution: id,
      state,
      ...(visit !== undefined && { visit }),
      how: HOW[how],
      ...(payload !== undefined && { input: payload }),
      by,
      why,
    } as const;
    orStop(await ask(session, bookmark, { entity: id, message }), session);
    const log = await session.log();
    await log.readOn(bookmark, (counted) => story.take(counted));
    session.print.result(describe(story.execution, compensationStatusOf(story.execution)), (style) =>
      [
        `${style.good('Recorded.')} ${id} ${statusLine(story.execution, style)}`,
        style.faint(`npx backstep watch ${id}`),
      ].join('\n'),
    );
  },
});

const waitingIn = (execution: Execution): string[] =>
  execution.status === 'RUNNING'
    ? execution.steps.filter(({ undo }) => undo?.status === 'BLOCKED').map(({ state }) => state)
    : [];

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
