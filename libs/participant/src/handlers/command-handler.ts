import type { Json } from '#contracts';
import type { CommandContext } from './command-context.js';
import type { Check, Class } from './checked.js';
import type { CommandMetadata } from './handles-command.decorator.js';

/** A command's handler, with all of Nest around it. */
export interface CommandHandler extends CommandMetadata {
  /** `OrderCommands.place`, for errors. */
  readonly where: string;
  readonly input: Class | undefined;
  readonly checkOutput: Check | undefined;
  /** @throws Refused, or anything: then the outcome is unknown. */
  invoke(input: Json, context: CommandContext): Promise<unknown>;
}

export type CommandHandlers = ReadonlyMap<string, CommandHandler>;
