import { defineCommand } from '../command-line/command.js';
import { userName } from '../command-line/user-name.js';
import { standsOrEnded } from '../output/status.js';
import { executionOptions, type Access } from '../sources/access.js';
import { sourceFor } from '../sources/source.js';

interface Redrive extends Access {
  readonly execution: string;
  readonly by: string;
  readonly why: string;
}

export const redrive = defineCommand<Redrive>({
  command: 'redrive <execution>',
  describe: 'Go on with an execution that failed, or that waits for a person, from where it was',
  build: (argv) =>
    executionOptions(argv)
      .option('by', { type: 'string', requiresArg: true, default: userName(), describe: 'Who decided; it is recorded' })
      .option('why', { type: 'string', demandOption: true, requiresArg: true, describe: 'Why; it is recorded' })
      .example('$0 redrive signup:order-4711 --why "warehouse is back"', ''),
  run: async (session, { execution: id, by, why, ...access }) => {
    const execution = await sourceFor(session, access).redrive(id, { by, why });
    session.print.result(execution, (style) =>
      [
        `${style.good('It goes on.')} ${id} ${standsOrEnded(execution, style)}`,
        style.faint(`npx backstep show ${id}`),
      ].join('\n'),
    );
  },
});
