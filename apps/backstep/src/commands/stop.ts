import { defineCommand } from '../command-line/command.js';
import { userName } from '../command-line/user-name.js';
import { executionOptions, type Access } from '../sources/access.js';
import { sourceFor } from '../sources/source.js';

interface StopArguments extends Access {
  readonly execution: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly undo?: boolean | undefined;
  readonly by: string;
  readonly why?: string | undefined;
}

export const stop = defineCommand<StopArguments>({
  command: 'stop <execution>',
  describe: 'Stop an execution; what it did is undone',
  build: (argv) =>
    executionOptions(argv)
      .option('error', { type: 'string', requiresArg: true, describe: 'A short name for the reason' })
      .option('cause', { type: 'string', requiresArg: true, describe: 'A sentence' })
      .option('undo', {
        type: 'boolean',
        describe: "--no-undo: leave what it did; default: what the machine's Saga.OnAbort says",
      })
      .option('by', { type: 'string', requiresArg: true, default: userName(), describe: 'Who decided; it is recorded' })
      .option('why', { type: 'string', requiresArg: true, describe: 'Why; it is recorded, with --by' })
      .example('$0 stop signup:order-4711 --cause "customer called"', ''),
  run: async (session, { execution: id, error, cause, undo, by, why, ...access }) => {
    const execution = await sourceFor(session, access).stop(id, { error, cause, undo, by, why });
    const look = access.endpoint === undefined ? 'watch' : 'show';
    session.print.result(execution, (style) =>
      execution.status === 'RUNNING'
        ? `${style.name(id)} stops; what it did is being undone.\n${style.faint(`npx backstep ${look} ${id}`)}`
        : `${style.name(id)} was stopped.`,
    );
  },
});
