import { OutcomeUnknown, type CommandContext } from '#participant';

/**
 * What an exchange without an answer is for the command: nobody knows what came of it, unless this process ends or the
 * command is undone meanwhile, which is the transport's to handle.
 * @param name of the error
 */
export function lost(error: unknown, { signal, deadline }: CommandContext, name: string): unknown {
  const { message } = error as Error;
  if (!signal.aborted) return new OutcomeUnknown(name, message);
  if (deadline === undefined || Date.now() < deadline.getTime()) return error;
  return new OutcomeUnknown('States.Timeout', 'There was no answer before the deadline.');
}
