import type { Argv } from 'yargs';
import { EXIT, Stop } from '../command-line/exit-code.js';
import type { GlobalOptions } from '../command-line/session.js';
import { userName } from '../command-line/user-name.js';
import { accessOptions, type Access } from './access.js';
import type { Word } from './source.js';

/** Of commands that change the views: those of an API, which records who and why, or those of this machine. */
export interface OfViews extends Access {
  readonly by: string;
  readonly why?: string | undefined;
}

export const viewsOptions = <A>(argv: Argv<GlobalOptions & A>) =>
  accessOptions(argv)
    .option('by', { type: 'string', requiresArg: true, default: userName(), describe: 'With --endpoint: who decided' })
    .option('why', { type: 'string', requiresArg: true, describe: 'With --endpoint: why; the API’s log has it' });

/** @throws Stop asking for the reason */
export function wordOf({ by, why }: Pick<OfViews, 'by' | 'why'>, what: string): Word {
  if (why === undefined) throw new Stop(EXIT.USAGE, `Why are they ${what}?`, 'With --endpoint --why is needed.');
  return { by, why };
}
