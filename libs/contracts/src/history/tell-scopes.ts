import type { EventOf } from '../execution-events.js';
import type { HistoryWriter } from './chains.js';
import { historyEventsOf } from './history-events-of.js';
import { mapRunArn } from './map-run-arn.js';
import { problemOf } from './said.js';
import { isWithin, nameOf, scopeIn, scopeOf } from './state-path.js';
import type { HistoryOf } from './tell.js';

export function parallelStarted(writer: HistoryWriter, event: EventOf<'ParallelStateStarted'>): void {
  const { type, state, branches } = event;
  writer.forget(state);
  const id = writer.next(scopeOf(state), { type });
  for (let index = 0; index < branches; index++) writer.begin(scopeIn(state, index), id);
}

/** What comes next follows from what happened in that branch. */
export function branchFailed(writer: HistoryWriter, { state, index }: EventOf<'BranchFailed'>): void {
  goesOnFrom(writer, state, writer.chain(scopeIn(state, index)).last);
}

/** It follows from the branch that was the last. */
export function parallelSucceeded(writer: HistoryWriter, { type, state }: EventOf<'ParallelStateSucceeded'>): void {
  const branches = Object.keys(writer.chains).filter((scope) => isBranchOf(scope, state));
  goesOnFrom(writer, state, Math.max(...branches.map((scope) => writer.chain(scope).last)));
  writer.aside(scopeOf(state), { type });
}

/** Of the state itself, not of one within its branches. */
const isBranchOf = (scope: string, state: string): boolean =>
  isWithin(scope, state) && scope.indexOf(']', state.length) === scope.length - 1;

/** A state has failed for good. If it cannot be caught either, that was decided together with this. */
export function stateFailed(
  writer: HistoryWriter,
  { type, state }: EventOf<'ParallelStateFailed' | 'MapStateFailed'>,
): void {
  const scope = scopeOf(state);
  const before = writer.chain(scope).last;
  writer.next(scope, { type });
  writer.set(scope, { ...writer.chain(scope), before });
  writer.forget(state);
}

function goesOnFrom(writer: HistoryWriter, state: string, id: number): void {
  const scope = scopeOf(state);
  writer.set(scope, { ...writer.chain(scope), last: id, tail: id });
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const MOST_ITERATIONS = 40;

export function mapStarted(writer: HistoryWriter, event: EventOf<'MapStateStarted'>): void {
  const { type, state, items, mode, maxConcurrency } = event;
  const scope = scopeOf(state);
  writer.forget(state);
  const started = writer.next(scope, { type, mapStateStartedEventDetails: { length: items.length } });
  // The iterations of a Distributed Map are executions with histories of their own.
  if (mode) return;
  const limit = maxConcurrency || MOST_ITERATIONS;
  writer.set(scope, { ...writer.chain(scope), map: { started, limit, next: started } });
}

type Iteration = EventOf<`MapIteration${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`>;

const iteration = ({ state, index }: Iteration) => ({ index, name: nameOf(state) });

/** One for which there was no room points at what made room for it. */
export function iterationStarted(writer: HistoryWriter, event: EventOf<'MapIterationStarted'>): void {
  const { type, state, index } = event;
  const { map } = writer.chain(scopeOf(state));
  if (!map) return;
  const scope = scopeIn(state, index);
  writer.begin(scope, index < map.limit ? map.started : map.next);
  writer.next(scope, { type, mapIterationStartedEventDetails: iteration(event) });
}

export function iterationSucceeded(writer: HistoryWriter, event: EventOf<'MapIterationSucceeded'>): void {
  const { type, state, index } = event;
  const around = scopeOf(state);
  const { map } = writer.chain(around);
  if (!map) return;
  const scope = scopeIn(state, index);
  const { last } = writer.chain(scope);
  const id = writer.next(scope, { type, mapIterationSucceededEventDetails: iteration(event) });
  writer.set(around, { ...writer.chain(around), map: { ...map, next: last }, last: id, tail: id });
  writer.forget(state, index);
}

export function iterationFailed(writer: HistoryWriter, event: EventOf<'MapIterationFailed'>): void {
  const { type, state, index } = event;
  const around = scopeOf(state);
  const { map } = writer.chain(around);
  if (!map) return;
  const { last } = writer.chain(scopeIn(state, index));
  writer.set(around, { ...writer.chain(around), map: { ...map, next: last }, last, tail: last });
  if (historyEventsOf(event) > 0) writer.aside(around, { type, mapIterationFailedEventDetails: iteration(event) });
  writer.forget(state, index);
}

export function iterationAborted(writer: HistoryWriter, event: EventOf<'MapIterationAborted'>): void {
  const { type, state } = event;
  if (writer.chain(scopeOf(state)).map) writer.beside({ type, mapIterationAbortedEventDetails: iteration(event) });
}

export const mapSucceeded = (writer: HistoryWriter, { type, state }: EventOf<'MapStateSucceeded'>): void =>
  writer.aside(scopeOf(state), { type });

export function mapRunStarted(writer: HistoryWriter, event: EventOf<'MapRunStarted'>, of: HistoryOf): void {
  const arn = mapRunArn(of.stateMachine, event, of.arns);
  writer.next(scopeOf(event.state), { type: event.type, mapRunStartedEventDetails: { mapRunArn: arn } });
}

export function mapRunRedriven(writer: HistoryWriter, event: EventOf<'MapRunRedriven'>, of: HistoryOf): void {
  const { type, state, count } = event;
  const mapRunRedrivenEventDetails = { mapRunArn: mapRunArn(of.stateMachine, event, of.arns), redriveCount: count };
  writer.next(scopeOf(state), { type, mapRunRedrivenEventDetails });
}

/** As Step Functions tells it, a run begins before its items are read. */
function beganWithoutItems(writer: HistoryWriter, event: EventOf<'MapRunFailed'>, of: HistoryOf): void {
  const { state, visit, attempt, label, run } = event;
  if (label === undefined || run === undefined) return;
  writer.next(scopeOf(state), { type: 'MapStateStarted', mapStateStartedEventDetails: { length: 0 } });
  mapRunStarted(writer, { type: 'MapRunStarted', state, visit, attempt, label, run }, of);
}

export function mapRunEnded(
  writer: HistoryWriter,
  event: EventOf<'MapRunSucceeded' | 'MapRunFailed'>,
  of: HistoryOf,
): void {
  const { type, state } = event;
  if (type === 'MapRunFailed') beganWithoutItems(writer, event, of);
  writer.next(scopeOf(state), {
    type,
    ...(type === 'MapRunFailed' && { mapRunFailedEventDetails: problemOf(event) }),
  });
}
