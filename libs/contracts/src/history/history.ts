import { DEFAULT_ARN_SCOPE, type ArnScope } from '../arn.js';
import type { Attempt, EventOf, ExecutionEvent } from '../execution-events.js';
import { HistoryWriter, type Chains } from './chains.js';
import type { HistoryEvent } from './history-event.js';
import { inAwsOrder } from './in-aws-order.js';
import { scopeIn, scopeOf } from './state-path.js';
import { TELL } from './tell-events.js';
import type { HistoryOf, Tell } from './tell.js';
import * as execution from './tell-execution.js';
import { undoEvent, type UndoHistoryEvent } from './undo-event.js';

/** What is to be remembered of a history, to go on with it. Plain JSON. */
export interface History {
  readonly stateMachine: string;
  /** How many events there are, which is the number of the last one. */
  readonly length: number;
  readonly cause: number;
  readonly redrives: number;
  readonly chains: Chains;
  /** It is that of an iteration of a Distributed Map. */
  readonly child?: Child;
}

/** An iteration of a Distributed Map, which is an execution with a history of its own. */
export interface Child extends Attempt {
  readonly index: number;
}

export interface HistoryOptions {
  readonly arns?: ArnScope;
  /** Also what AWS has no events for. */
  readonly includeCompensation?: boolean;
  /** The role of an iteration of a Distributed Map, which its own events do not tell. */
  readonly roleArn?: string | undefined;
}

export const newHistory = (stateMachine: string, child?: Child): History => ({
  stateMachine,
  length: 0,
  cause: 0,
  redrives: 0,
  chains: {},
  ...(child && { child }),
});

/** Decided events of one execution, with their decision's time in epoch milliseconds. */
export interface Decided {
  readonly at: number;
  readonly events: readonly ExecutionEvent[];
}

/** The events that one more decision adds to a history, in their order. The history that is given is not changed. */
export function historyAfter(
  before: History,
  { at, events }: Decided,
  { arns = DEFAULT_ARN_SCOPE, includeCompensation = false, roleArn }: HistoryOptions = {},
): { readonly history: History; readonly events: readonly (HistoryEvent | UndoHistoryEvent)[] } {
  const { stateMachine, child } = before;
  const writer = new HistoryWriter(before.chains, { ...before, at });
  const root = child ? scopeIn(child.state, child.index) : '';
  let { redrives } = before;
  const undo: UndoHistoryEvent[] = [];
  const ordered = inAwsOrder(events);
  for (const event of child ? endLast(ordered, child) : ordered) {
    if (isRedriven(event, child)) redrives += 1;
    const of = { stateMachine, arns, root, at, redrives };
    if (child) tellChild(writer, event, of, { ...child, ...(roleArn !== undefined && { roleArn }) });
    else tell(writer, event, of);
    const undone = includeCompensation ? undoEvent(event, at, writer.length) : undefined;
    if (undone) undo.push(undone);
  }
  const { length, cause, chains } = writer;
  return { history: { ...before, length, cause, chains, redrives }, events: merged(writer.events, undo) };
}

/** Scopes that are not this history's, such as those within a Distributed Map, have no chain in it. */
function tell(writer: HistoryWriter, event: ExecutionEvent, of: HistoryOf): void {
  if ('state' in event && !writer.has(scopeOf(event.state))) return;
  (TELL[event.type] as Tell<ExecutionEvent['type']>)(writer, event, of);
}

const isOf = (child: Child, event: EventOf<`MapIteration${string}` & ExecutionEvent['type']>): boolean =>
  event.index === child.index &&
  event.state === child.state &&
  event.visit === child.visit &&
  event.attempt === child.attempt;

/** One that is given up ends behind what was going on in it. */
function endLast(events: readonly ExecutionEvent[], child: Child): readonly ExecutionEvent[] {
  const end = events.find((event) => event.type === 'MapIterationAborted' && isOf(child, event));
  return end ? [...events.filter((event) => event !== end), end] : events;
}

const isRedriven = (event: ExecutionEvent, child: Child | undefined): boolean =>
  child ? event.type === 'MapIterationRedriven' && isOf(child, event) : event.type === 'ExecutionRedriven';

/** An iteration as the execution that it is seen as. */
function tellChild(
  writer: HistoryWriter,
  event: ExecutionEvent,
  of: HistoryOf,
  child: Child & { readonly roleArn?: string },
): void {
  const { roleArn } = child;
  const goesOn = writer.has(of.root);
  switch (event.type) {
    case 'MapIterationStarted':
      if (isOf(child, event))
        return execution.started(writer, { ...event, ...(roleArn !== undefined && { roleArn }) }, of);
      break;
    case 'MapIterationSucceeded':
      if (isOf(child, event)) return over(writer, of, () => execution.succeeded(writer, event));
      break;
    case 'MapIterationFailed':
      if (isOf(child, event)) return over(writer, of, () => execution.failed(writer, event));
      break;
    case 'MapIterationAborted':
      if (isOf(child, event)) return over(writer, of, () => execution.aborted(writer, {}));
      break;
    case 'MapIterationRedriven':
      if (isOf(child, event)) return goesOnAgain(writer, event, of);
      break;
    case 'ExecutionFailed':
    case 'ExecutionTimedOut':
    case 'ExecutionAborted':
      if (goesOn) over(writer, of, () => execution.aborted(writer, {}));
      return;
    case 'ExecutionStarted':
    case 'ExecutionSucceeded':
    case 'ExecutionRedriven':
      return;
  }
  tell(writer, event, of);
}

function goesOnAgain(writer: HistoryWriter, event: EventOf<'MapIterationRedriven'>, of: HistoryOf): void {
  execution.redriven(writer, event, of);
  writer.begin(of.root, writer.length);
}

function over(writer: HistoryWriter, { root }: HistoryOf, end: () => void): void {
  if (!writer.has(root)) return;
  end();
  for (const scope of Object.keys(writer.chains)) delete writer.chains[scope];
}

/** Each after the event that it stands after. */
function merged(events: readonly HistoryEvent[], undo: readonly UndoHistoryEvent[]) {
  if (undo.length === 0) return events;
  const all: (HistoryEvent | UndoHistoryEvent)[] = [];
  let next = 0;
  for (const one of undo) {
    for (; next < events.length && events[next]!.id <= one.afterEventId; next++) all.push(events[next]!);
    all.push(one);
  }
  return [...all, ...events.slice(next)];
}
