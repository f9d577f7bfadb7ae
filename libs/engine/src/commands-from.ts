import { commandId, type Attempt, type Command, type ExecutionEvent, type Leg } from '#contracts';
import { outstandingOf, type Execution } from './execution.js';
import type { Outstanding } from './scopes/scope-state.js';
import { instantOf } from './instant.js';
import { writeCommand, writesOut } from './results/write-command.js';
import { tokensOf } from './task-token.js';
import { callOf } from './tasks/call.js';

export type ReplyTo = Command['replyTo'];

/**
 * The commands that events send, of the execution as it is after them. Read off the facts, so a replay of the log finds
 * the same commands with the same ids and tokens.
 */
export function commandsFrom(execution: Execution, events: readonly ExecutionEvent[], replyTo: ReplyTo): Command[] {
  const commands: Command[] = [];
  for (const event of events) {
    if (event.type === 'TaskScheduled' || event.type === 'ItemReaderScheduled')
      commands.push(...commandFor(execution, 'F', event, replyTo));
    else if (event.type === 'CompensationScheduled') commands.push(...commandFor(execution, 'C', event, replyTo));
    else if (event.type === 'ResultWriterScheduled')
      commands.push(
        ...writeCommands(execution, replyTo, ({ write, state }) => write === event.write && state === event.state),
      );
  }
  return commands;
}

/** The commands that are out without a reply, as they were when they were sent. */
export function outstandingCommands(execution: Execution, replyTo: ReplyTo): Command[] {
  if (execution.status !== 'RUNNING') return [];
  const commands: Command[] = [];
  for (const forward of outstandingOf(execution))
    commands.push(...commandFor(execution, 'F', { ...forward.doing, ...visitOf(forward) }, replyTo));
  for (const step of execution.steps) {
    const { undo, whole } = step;
    if (undo?.status !== 'OUT') continue;
    commands.push(...commandFor(execution, 'C', { ...undo.out, ...visitOf(step), ...(whole && { whole }) }, replyTo));
  }
  commands.push(...writeCommands(execution, replyTo));
  return commands;
}

function writeCommands(
  execution: Execution,
  replyTo: ReplyTo,
  isMeant: (write: { write: number; state: string }) => boolean = () => true,
): Command[] {
  if (execution.status !== 'RUNNING') return [];
  const out = [...writesOut(execution)];
  return out
    .filter(({ position: { state }, out: { write } }) => isMeant({ state, write }))
    .map(({ position, out: each }) => writeCommand(execution, position, each, replyTo));
}

const visitOf = ({ state, visit }: { state: string; visit: number }) => ({ state, visit });

type Scheduled = Attempt &
  Pick<Outstanding, 'resource' | 'input' | 'via' | 'elsewhere' | 'dueAt' | 'heartbeatSeconds'> & {
    readonly whole?: true;
  };

/** None where no participant is asked: an activity waits for its worker, a message goes to another execution. */
function commandFor(execution: Execution, leg: Leg, scheduled: Scheduled, replyTo: ReplyTo): Command[] {
  if (execution.status === 'NEW') throw new Error(`${execution.id} has sent nothing`);
  const { id } = execution;
  const { state, visit, attempt, dueAt, heartbeatSeconds, whole, elsewhere } = scheduled;
  const of = { state, visit, attempt };
  const tokens = tokensOf(execution, leg, of);
  const call = callOf(scheduled, tokens);
  if (call.kind !== 'COMMAND') return [];
  const { command, input, callback } = call;
  return [
    {
      id: commandId(id, of, leg),
      command,
      attempt,
      execution: id,
      state,
      visit,
      taskToken: callback ? tokens.submission : tokens.task,
      input,
      ...(dueAt !== undefined && { deadline: instantOf(dueAt) }),
      ...(heartbeatSeconds !== undefined && { heartbeatSeconds }),
      ...(leg === 'C' && !whole && { compensates: commandId(id, of, 'F') }),
      ...(elsewhere && { elsewhere }),
      ...(callback && { callback }),
      replyTo,
    },
  ];
}
