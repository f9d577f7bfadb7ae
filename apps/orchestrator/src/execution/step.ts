import {
  type Answer,
  type ExecutionEvent,
  type LogEvent,
  type Message,
  type MessageTaken,
  type Outcome,
} from '#contracts';
import { commandsFrom, messagesFrom, outcomesFrom, type Execution } from '#engine';
import type { Draft, OutRecord } from '#kafka';
import { grantsFrom, isResource, type Resource } from '#resources';

/** A decision before it is on the log, with the state that follows from it. */
export interface Step {
  readonly draft: Draft;
  readonly events: readonly LogEvent[];
  /** The message that was deferred and is decided with them; in the draft it stands behind them. */
  readonly taken?: MessageTaken;
  /** Of an execution. */
  readonly before?: Execution;
  readonly after: Execution | Resource | undefined;
  readonly over: boolean;
  readonly at: number;
  /** Of a message that the entity's state refuses: it goes out when the refusal counts. */
  readonly deadLetter?: OutRecord;
}

export interface Batch {
  readonly steps: Step[];
  /** Forwarded records and dead letters of poison: they follow from the inbox alone and go out before the append. */
  readonly beforehand: OutRecord[];
  /** `decisions`: how many of the batch stand before the answer; whoever has read them knows what it is about. */
  readonly answers: { readonly topic: string; readonly answer: Answer; readonly decisions: number }[];
}

/**
 * What goes out once a step counts.
 * @param began where the log has the beginning of its execution, if that is known
 */
export function effectsOf(step: Step, replyTo: { topic: string; partition: number }, began?: number) {
  const { before, after, at } = step;
  if (!before || !after || isResource(after)) {
    const messages = [...grantsFrom(step.events), ...repliesIn(step.events)];
    return { commands: [], outcomes: [] as Outcome[], messages };
  }
  const events = step.events as readonly ExecutionEvent[];
  return {
    commands: commandsFrom(after, events, replyTo),
    outcomes: outcomesFrom(after, events, at),
    messages: messagesFrom(before, after, events).map((message) => placed(message, began)),
  };
}

/** R14: who may undo an execution that has succeeded is told where it is to be read from then. */
export const placed = (message: Message, began: number | undefined): Message =>
  message.type === 'SendTaskSuccess' && message.undoable && began !== undefined
    ? { ...message, logOffset: began }
    : message;

/** What the callers of messages are told. */
export const repliesIn = (events: readonly LogEvent[]): Message[] =>
  events.flatMap((event) => ('reply' in event && event.reply ? [event.reply] : []));
