import type { Argv } from 'yargs';
import type { ExitCode } from './exit-code.js';
import type { GlobalOptions, Session } from './session.js';

/** One command: what yargs needs to know of it, and what it does. */
export interface Command<A extends object = object> {
  /** Its name and positionals as yargs writes them: `start <machine>`. */
  readonly command: string | readonly string[];
  readonly describe: string;
  readonly build?: (argv: Argv<GlobalOptions>) => Argv<GlobalOptions & A>;
  /** Commands within it. */
  readonly commands?: readonly Command[];
  readonly run?: (session: Session, args: A & GlobalOptions) => Promise<ExitCode | void>;
}

/** Gives a command its argument's type and then forgets it, so that all go into one list. */
export const defineCommand = <A extends object>(command: Command<A>): Command => command as unknown as Command;
