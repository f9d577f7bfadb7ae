import type { z } from 'zod';
import { messageEvents } from './events/about-messages.js';
import { compensationEvents } from './events/compensation.js';
import { executionEvents } from './events/execution.js';
import type { childOf, failure, Fixed, stateTypes, variables, via } from './events/fields.js';
import { resultWriterEvents } from './events/result-writer.js';
import { scopeEvents } from './events/scopes.js';
import { stateEvents } from './events/states.js';
import { taskEvents } from './events/tasks.js';
import type { Visit } from './ids.js';
import type { RegistryEvent } from './registry-events.js';

/**
 * What happened in an execution, in the words of Step Functions' history
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html), plus the events of
 * compensation, of retries and of waiting, which AWS keeps to itself. Times of events are their decision's `at`.
 */
export const executionEventSchemas = [
  ...executionEvents,
  ...stateEvents,
  ...taskEvents,
  ...scopeEvents,
  ...resultWriterEvents,
  ...compensationEvents,
] as const;

export type ExecutionEvent = Fixed<z.infer<(typeof executionEventSchemas)[number]>>;
export type ExecutionEventType = ExecutionEvent['type'];
export type EventOf<T extends ExecutionEventType> = Extract<ExecutionEvent, { type: T }>;

/** How an execution that cannot go on will end. */
export type Failure = z.infer<typeof failure>;

export interface Problem {
  readonly error?: string;
  readonly cause?: string;
}

/** Who asked for it, and why, where a person did and said so. */
export interface Word {
  readonly by?: string;
  readonly why?: string;
}

/** One try of a visit, from 1. */
export interface Attempt extends Visit {
  readonly attempt: number;
}

/** An iteration of a Map. `items`: how many items it is about, where they go in batches. */
export interface Iteration extends Attempt {
  readonly index: number;
  readonly items?: number;
}

/** Results of a Map are written: `write` counts over all tries of a visit, from 1. */
export interface Write extends Attempt {
  readonly write: number;
}

/** How the items of a Distributed Map go in batches. */
export type Batching = NonNullable<EventOf<'MapStateStarted'>['batch']>;
export type ItemSources = NonNullable<EventOf<'MapStateStarted'>['sources']>;

export type StateType = (typeof stateTypes)[number];
export type Via = z.infer<typeof via>;

/** Variables by name. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
export type Variables = z.infer<typeof variables>;

/** How a state goes on whose scope was undone. */
export type AfterUndo = EventOf<'ScopeCompensationPlanned'>['afterwards'];

/** One step of an undo plan. `because` is a sentence for people. */
export type PlannedUndo = EventOf<'CompensationPlanned'>['plan'][number];

/** The execution that an attempt has started and waited for; it is undone where the step is (R14). */
export type ChildOf = z.infer<typeof childOf>;

/** What became of a message. */
export type MessageEvent = Fixed<z.infer<(typeof messageEvents)[number]>>;
export type MessageRejected = Extract<MessageEvent, { type: 'MessageRejected' }>;
export type MessageAccepted = Extract<MessageEvent, { type: 'MessageAccepted' }>;
export type MessageTaken = Extract<MessageEvent, { type: 'MessageTaken' }>;

export type LogEvent = ExecutionEvent | RegistryEvent | MessageEvent;

const ABOUT_MESSAGES: ReadonlySet<string> = new Set(messageEvents.map(({ shape }) => shape.type.value));

/** It is about a message, and nothing follows from it for the entity that the message was for. */
export const isAboutMessage = (event: { readonly type: string }): event is MessageEvent =>
  ABOUT_MESSAGES.has(event.type);

const ENDS: ReadonlySet<string> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionTimedOut',
  'ExecutionAborted',
]);

/** Whether an execution is over with this event. */
export const isEnd = (event: LogEvent): boolean => ENDS.has(event.type);

const LAST_WORDS: ReadonlySet<string> = new Set([...ENDS, 'CompensationCompleted', 'CompensationGivenUp']);

/**
 * Whether nothing comes behind a decision with this event. An undo comes before its execution's end, in one decision with
 * it; of an execution that had succeeded, it is the end (R14).
 */
export const isLastWord = (event: LogEvent): boolean => LAST_WORDS.has(event.type);
