import { command as schema, LIMITS, type Command } from '#contracts';
import type { InRecord } from '#kafka';
import type { CommandHandler, CommandHandlers } from '../handlers/command-handler.js';
import type { Poison } from './item.js';

export type Read =
  | { readonly ok: true; readonly command: Command; readonly handler: CommandHandler }
  | { readonly ok: false; readonly poison: Poison };

/** Of an id, in characters: it is the key of an index, in PostgreSQL as well. */
const ID_LENGTH = 1_500;

/** A record as a command of this participant, or why it is none. Never throws: one bad record blocks nothing. */
export function readCommand(record: InRecord, handlers: CommandHandlers): Read {
  let value: unknown;
  try {
    if (record.value === null) return invalid(record, undefined, 'The record has no value.');
    value = JSON.parse(record.value.toString('utf8'));
  } catch (error) {
    return invalid(record, undefined, `The value is not JSON: ${(error as Error).message}`);
  }
  if (record.value.length > LIMITS.messageBytes) {
    return invalid(record, value, `The record has ${record.value.length} bytes; ${LIMITS.messageBytes} are the most.`);
  }
  if (record.key === null) return invalid(record, value, "The record has no key; a command's is its execution's id.");
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.length ? path.join('.') : 'value'}: ${message}`,
    );
    return invalid(record, value, problems.join('; '));
  }
  const command = parsed.data;
  if (command.id.length > ID_LENGTH || command.id.includes('\0') || command.compensates?.includes('\0')) {
    return invalid(record, value, `id: must have at most ${ID_LENGTH} characters, and none of them NUL`);
  }
  const handler = handlers.get(command.command);
  if (handler) return { ok: true, command, handler };
  const known = [...handlers.keys()].sort().join(', ');
  const reason = `Nobody here handles ${JSON.stringify(command.command.slice(0, 100))}. Known: ${known}.`;
  return { ok: false, poison: { record, error: 'Participant.UnknownCommand', reason, reply: command } };
}

function invalid(record: InRecord, value: unknown, reason: string): Read {
  const reply = replyOf(value);
  return { ok: false, poison: { record, error: 'Participant.InvalidCommand', reason, ...(reply && { reply }) } };
}

/** As much of a broken command as a refusal needs. */
function replyOf(value: unknown): Poison['reply'] | undefined {
  const parsed = schema.pick({ taskToken: true, replyTo: true }).safeParse(value);
  if (!parsed.success) return undefined;
  const execution = (value as { execution?: unknown }).execution;
  return { ...parsed.data, execution: typeof execution === 'string' ? execution : parsed.data.taskToken };
}
