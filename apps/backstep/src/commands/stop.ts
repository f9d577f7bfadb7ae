import { compensationStatusOf } from '#engine';
import { defineCommand } from '../command-line/command.js';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { describe } from '../output/story-teller.js';
import { readStory } from '../reading/story.js';
import { ask, orStop } from '../sending/ask.js';

interface StopArguments {
  readonly execution: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly undo?: boolean | undefined;
}

export const stop = defineCommand<StopArguments>({
  command: 'stop <execution>',
  describe: 'Stop an execution; what it did is undone',
  build: (argv) =>
    argv
      .positional('execution', { type: 'string', demandOption: true, describe: '<state machine>:<name>' })
      .option('error', { type: 'string', requiresArg: true, describe: 'A short name for the reason' })
      .option('cause', { type: 'string', requiresArg: true, describe: 'A sentence' })
      .option('undo', {
        type: 'boolean',
        describe: "--no-undo: leave what it did; default: what the machine's Saga.OnAbort says",
      })
      .example('$0 stop signup:order-4711 --cause "customer called"', ''),
  run: async (session, { execution: id, error, cause, undo }) => {
    const { story, bookmark } = await readStory(session, id);
    if (story.isOver) throw new Stop(EXIT.REFUSED, `${id} has ended already: ${story.execution.status}.`);
    if (story.execution.status === 'RUNNING' && story.execution.undoing)
      throw new Stop(
        EXIT.REFUSED,
        `${id} is being undone already; an undo that has begun is finished.`,
        `npx backstep watch ${id}`,
      );
    const message = {
      type: 'StopExecution',
      execution: id,
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
      ...(undo !== undefined && { undo }),
    } as const;
    orStop(await ask(session, bookmark, { entity: id, message }), session);
    const log = await session.log();
    await log.readOn(bookmark, (counted) => story.take(counted));
    session.print.result(describe(story.execution, compensationStatusOf(story.execution)), (style) =>
      story.isOver
        ? `${style.name(id)} was stopped.`
        : `${style.name(id)} stops; what it did is being undone.\n${style.faint(`npx backstep watch ${id}`)}`,
    );
  },
});
