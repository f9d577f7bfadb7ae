import type { Argv } from 'yargs';
import type { GlobalOptions } from '../command-line/session.js';

/** Of commands that can also ask the HTTP API. */
export interface Access {
  readonly endpoint?: string | undefined;
  readonly accessKey?: string | undefined;
}

export const accessOptions = <A>(argv: Argv<GlobalOptions & A>): Argv<GlobalOptions & A & Access> =>
  argv
    .option('endpoint', {
      type: 'string',
      requiresArg: true,
      describe: 'Ask the HTTP API there, http://host:8083, instead of Kafka',
    })
    .option('access-key', {
      type: 'string',
      requiresArg: true,
      describe: 'With --endpoint: ID:SECRET of a key that the API knows (BACKSTEP_ACCESS_KEY)',
    }) as Argv<GlobalOptions & A & Access>;

/** Of commands that are about one execution. */
export const executionOptions = (argv: Argv<GlobalOptions>) =>
  accessOptions(argv).positional('execution', {
    type: 'string',
    demandOption: true,
    describe: '<state machine>:<name>',
  });
