import type { EventOf, ExecutionEvent, ExecutionEventType, Json, Problem } from '#contracts';
import type { Style } from './style.js';
import { shorten } from './table.js';

/** A line of a story: a sign, what it is about, and what there is to say. Nothing: the event is not worth a line. */
export interface Told {
  readonly sign: string;
  readonly paint: keyof Style;
  readonly about: string;
  readonly says: string;
}

const brief = (value: Json | undefined): string =>
  value === undefined || isEmpty(value) ? '' : shorten(JSON.stringify(value), 90);
const isEmpty = (value: Json) => value === null || (typeof value === 'object' && Object.keys(value).length === 0);

const problem = ({ error, cause }: Problem): string => [error, cause].filter(Boolean).join(': ');
const command = (resource: string): string => resource.replace(/^kafka:/, '');
const nth = (attempt: number): string => (attempt > 1 ? ` (attempt ${attempt})` : '');
const visit = ({ state, visit: n }: { state: string; visit: number }): string =>
  n > 1 ? `${state} (visit ${n})` : state;
const clock = (ms: number): string => `${new Date(ms).toISOString().slice(11, 23)}Z`;

type Tell = { readonly [T in ExecutionEventType]?: (event: EventOf<T>) => Told };

const ended =
  (sign: string, paint: keyof Style, about: string) =>
  (event: Problem): Told => ({ sign, paint, about, says: problem(event) });

const TELL: Tell = {
  ExecutionStarted: ({ stateMachine, version, input }) => ({
    sign: '●',
    paint: 'strong',
    about: 'started',
    says: `${stateMachine} version ${version}  ${brief(input)}`,
  }),
  ExecutionSucceeded: ({ output }) => ({ sign: '■', paint: 'good', about: 'SUCCEEDED', says: brief(output) }),
  ExecutionFailed: ended('■', 'bad', 'FAILED'),
  ExecutionTimedOut: ended('■', 'bad', 'TIMED_OUT'),
  ExecutionAborted: ended('■', 'warn', 'ABORTED'),
  ExecutionNeedsAttention: ({ because }) => ({ sign: '!', paint: 'bad', about: 'needs attention', says: because }),

  ChoiceStateExited: (event) => ({
    sign: '◇',
    paint: 'faint',
    about: visit(event),
    says: `goes to ${event.next ?? 'the end'}`,
  }),
  WaitScheduled: (event) => ({
    sign: '…',
    paint: 'faint',
    about: visit(event),
    says: `waits until ${clock(event.dueAt)}`,
  }),
  TaskScheduled: (event) => ({
    sign: '→',
    paint: 'name',
    about: visit(event),
    says: `${command(event.resource)}${nth(event.attempt)}  ${brief(event.input)}`,
  }),
  ItemReaderScheduled: (event) => ({
    sign: '→',
    paint: 'name',
    about: visit(event),
    says: `${command(event.resource)}${nth(event.attempt)}`,
  }),
  ItemReaderSucceeded: (event) => ({ sign: '✓', paint: 'good', about: visit(event), says: `${event.count} items` }),
  ItemReaderFailed: (event) => ({ sign: '✗', paint: 'bad', about: visit(event), says: problem(event) }),
  ResultWriterScheduled: (event) => ({
    sign: '→',
    paint: 'name',
    about: visit(event),
    says: `writes ${event.part.file === 'MANIFEST' ? 'the manifest' : `${event.part.file}_${event.part.number}`}`,
  }),
  ResultWriterSucceeded: (event) => ({ sign: '✓', paint: 'good', about: visit(event), says: `${event.size} bytes` }),
  ResultWriterFailed: (event) => ({ sign: '✗', paint: 'bad', about: visit(event), says: problem(event) }),
  TaskSucceeded: (event) => ({ sign: '✓', paint: 'good', about: visit(event), says: brief(event.output) || 'done' }),
  TaskFailed: (event) => ({
    sign: '✗',
    paint: 'bad',
    about: visit(event),
    says: `${event.outcome === 'refused' ? 'refused' : 'failed, outcome unknown'}: ${problem(event)}`,
  }),
  TaskTimedOut: (event) => ({
    sign: '?',
    paint: 'warn',
    about: visit(event),
    says: `no answer in time, outcome unknown (${event.error ?? 'States.Timeout'})`,
  }),
  RetryScheduled: (event) => ({
    sign: '↻',
    paint: 'warn',
    about: visit(event),
    says: `attempt ${event.attempt} at ${clock(event.dueAt)}`,
  }),
  LateResult: (event) => ({
    sign: '~',
    paint: 'warn',
    about: visit(event),
    says: `answered too late: ${event.result} ${event.result === 'SUCCEEDED' ? brief(event.output) : problem(event)}`,
  }),

  CompensationTriggered: (event) => ({
    sign: '↶',
    paint: 'undo',
    about: 'stopping',
    says: `${problem(event) || event.status}; waits for what is out, then undoes`,
  }),
  CompensationPlanned: ({ plan }) => ({
    sign: '↶',
    paint: 'undo',
    about: 'undo planned',
    says: plan.map(({ resource, because }) => `${command(resource)} (${because})`).join(', then '),
  }),
  CompensationScheduled: (event) => ({
    sign: '↶',
    paint: 'undo',
    about: visit(event),
    says: `${command(event.resource)}${nth(event.attempt)}`,
  }),
  CompensationSucceeded: (event) => ({
    sign: '✓',
    paint: 'undo',
    about: visit(event),
    says: `undone  ${brief(event.output)}`,
  }),
  CompensationFailed: (event) => ({
    sign: '✗',
    paint: 'bad',
    about: visit(event),
    says: `undo failed: ${problem(event)}`,
  }),
  CompensationRetryScheduled: (event) => ({
    sign: '↻',
    paint: 'warn',
    about: visit(event),
    says: `undo again, attempt ${event.attempt} at ${clock(event.dueAt)}`,
  }),
  CompensationSkipped: (event) => ({
    sign: '·',
    paint: 'warn',
    about: visit(event),
    says: `not undone: ${event.because}`,
  }),
  CompensationBlocked: (event) => ({
    sign: '!',
    paint: 'bad',
    about: visit(event),
    says: `undo waits for a person: ${problem(event)}`,
  }),
  CompensationResolved: (event) => ({
    sign: '☞',
    paint: 'warn',
    about: visit(event),
    says: `${event.how} by ${event.by}: ${event.why}`,
  }),
  CompensationGivenUp: ({ by, why }) => ({
    sign: '☞',
    paint: 'warn',
    about: 'undo given up',
    says: `by ${by}: ${why}`,
  }),
  CompensationCompleted: ({ compensationStatus }) => ({
    sign: '✓',
    paint: 'undo',
    about: 'undo complete',
    says: compensationStatus === 'PARTIAL' ? 'in part' : '',
  }),
};

/** An event for people. */
export const tellEvent = (event: ExecutionEvent): Told | undefined =>
  (TELL[event.type] as ((event: ExecutionEvent) => Told) | undefined)?.(event);
