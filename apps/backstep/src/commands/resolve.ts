import { defineCommand } from '../command-line/command.js';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { jsonArgument } from '../command-line/json-argument.js';
import { standsOrEnded } from '../output/status.js';
import { userName } from '../command-line/user-name.js';
import { executionOptions, type Access } from '../sources/access.js';
import { sourceFor } from '../sources/source.js';

const HOW = { retry: 'RETRY', resolved: 'RESOLVED', skip: 'SKIP', 'give-up': 'GIVE_UP' } as const;

interface Resolve extends Access {
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
    executionOptions(argv)
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
  run: async (session, { execution: id, state, visit, how, input, by, why, ...access }) => {
    if (input !== undefined && how !== 'retry') throw new Stop(EXIT.USAGE, '--input goes with --how retry only.');
    const payload = input === undefined ? undefined : await jsonArgument(input, '--input', session.io);
    const source = sourceFor(session, access);
    const said = { state, visit, how: HOW[how], input: payload, by, why };
    const execution = await source.resolve(id, said);
    session.print.result(execution, (style) =>
      [
        `${style.good('Recorded.')} ${id} ${standsOrEnded(execution, style)}`,
        style.faint(`npx backstep ${access.endpoint === undefined ? 'watch' : 'show'} ${id}`),
      ].join('\n'),
    );
  },
});
