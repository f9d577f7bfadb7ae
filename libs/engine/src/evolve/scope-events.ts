import { LIMITS, type EventOf, type Json, type Problem, type Visit } from '#contracts';
import { dataLimitExceeded } from '../data-limit.js';
import { sameVisit, type Step } from '../failure/step.js';
import type { Doing, InnerScope, InState, ScopeState, Scopes } from '../scopes/scope-state.js';
import type { RunningExecution } from '../execution.js';
import { localNameOf, scopeOf } from '../scopes/scope-path.js';
import { isCompound, runsTo, withScope, type InCompound } from '../scopes/scope-tree.js';
import { stateNameOf } from '../path.js';
import { isWritten } from '../results/next-write.js';
import { utf8Bytes } from '../size.js';
import { withPlaced } from './blocks.js';
import { changed, doing, problemOf } from './position.js';
import { endedOf, newWriting, withEnded } from './result-writer-events.js';
import { outcomeAfter, withoutNested, withStep } from './steps.js';
import { withLost, withoutWaiting, withUnsuccessful } from './unsuccessful.js';

export const newScope = (index: number, input: Json, since: number, visitsBefore: number): InnerScope => ({
  index,
  position: { at: 'BETWEEN', input, since },
  visits: {},
  ...(visitsBefore > 0 && { visitsBefore }),
});

/** Visits that earlier tries and visits of the state have used within it; those of a try of the scopes around it too. */
function visitsBefore({ visitsBefore: around = 0, visitsWithin = {} }: ScopeState, state: string): number {
  const name = localNameOf(state);
  return Math.max(around, Object.hasOwn(visitsWithin, name) ? visitsWithin[name]! : 0);
}

/** The highest visit of a scope's states and of all within them. */
export function highestVisit({ visits, visitsWithin = {}, position }: ScopeState): number {
  const within = isCompound(position) ? visitsUsedBy(position.doing) : 0;
  return Math.max(within, ...Object.values(visits), ...Object.values(visitsWithin));
}

export const visitsUsedBy = ({ scopes, visitsUsed }: Scopes): number =>
  Math.max(visitsUsed, ...scopes.map(highestVisit));

type Begun = Pick<Scopes, 'attempt' | 'length'> & Partial<Scopes>;

const begin = (
  execution: RunningExecution,
  visit: Visit,
  scopes: (before: number, doing: Doing) => Begun & Pick<Scopes, 'scopes' | 'begun'>,
): RunningExecution =>
  withScope(execution, scopeOf(visit.state), (scope) => {
    const { position } = scope;
    if (position.at !== 'STATE' || position.state !== visit.state || position.visit !== visit.visit) return scope;
    const before = visitsBefore(scope, visit.state);
    const next: Scopes = { phase: 'SCOPES', visitsBefore: before, visitsUsed: 0, ...scopes(before, position.doing) };
    return { ...scope, position: { ...position, doing: next } };
  });

export const parallelStarted = (execution: RunningExecution, event: EventOf<'ParallelStateStarted'>, at: number) =>
  begin(execution, event, (before) => ({
    attempt: event.attempt,
    length: event.branches,
    begun: event.branches,
    scopes: Array.from({ length: event.branches }, (_, index) => newScope(index, event.input, at, before)),
  }));

export const mapStarted = (
  execution: RunningExecution,
  { type: _, state, visit, attempt, items, writer, ...settings }: EventOf<'MapStateStarted'>,
) =>
  begin(execution, { state, visit }, (_before, doing) => ({
    ...sourcesOf(doing, items),
    ...settings,
    ...(writer && { writing: newWriting(writer) }),
    attempt,
    items,
    length: items.length,
    begun: 0,
    done: 0,
    failed: 0,
    results: [],
    scopes: [],
  }));

/** Where the items were read from, unless the event says it of each. */
const sourcesOf = (doing: Doing, { length: count }: readonly Json[]): Pick<Scopes, 'sources'> =>
  doing.phase === 'READ' && doing.source !== undefined ? { sources: [{ uri: doing.source, count }] } : {};

export const inScopes = (
  execution: RunningExecution,
  visit: Visit,
  change: (scopes: Scopes, position: InCompound) => Scopes,
): RunningExecution =>
  changed(execution, visit, (position) =>
    isCompound(position) ? { ...position, doing: change(position.doing, position) } : position,
  );

export const iterationStarted = (execution: RunningExecution, event: EventOf<'MapIterationStarted'>, at: number) =>
  inScopes(execution, event, (doing) => ({
    ...doing,
    begun: event.index + 1,
    ...(event.items !== undefined && { taken: (doing.taken ?? 0) + event.items }),
    scopes: [...doing.scopes, iterationOf(doing, event, at)],
  }));

/** One of a Distributed Map is an execution of its own: it has a history, which has begun, and knows itself. */
function iterationOf(doing: Scopes, { index, input, items }: EventOf<'MapIterationStarted'>, at: number): InnerScope {
  const scope = {
    ...newScope(index, input, at, doing.visitsBefore),
    ...(items !== undefined && { items }),
    ...((doing.writing ?? doing.mode) && { begun: { input, startedAt: at } }),
  };
  return doing.mode === 'DISTRIBUTED' ? { ...scope, historyLength: 1 } : scope;
}

/** One scope less; its visits are remembered. */
function without(doing: Scopes, index: number): Scopes {
  const place = doing.scopes.findIndex((scope) => scope.index === index);
  const gone = doing.scopes[place];
  if (!gone) return doing;
  return {
    ...doing,
    scopes: doing.scopes.toSpliced(place, 1),
    visitsUsed: Math.max(doing.visitsUsed, highestVisit(gone)),
  };
}

export const iterationSucceeded = (
  execution: RunningExecution,
  event: EventOf<'MapIterationSucceeded'>,
  stoppedAt: number,
) =>
  inScopes(execution, event, (doing) => {
    const { index, output } = event;
    const done = (doing.done ?? 0) + 1;
    const ended = doing.writing
      ? ending(doing, index, { status: 'SUCCEEDED', output, stoppedAt })
      : { ...without(doing, index), results: withPlaced(doing.results ?? [], index, output) };
    return { ...ended, done, ...(isKept(doing) && keeping(ended, event)) };
  });

/** Whether the state's result holds what the iterations left, and not where it is written. */
const isKept = ({ writing }: Scopes): boolean => !writing || !isWritten(writing);

/**
 * The results so far, and the brackets and commas around them. Once they are over the limit the state cannot succeed any
 * more, whatever becomes of the rest.
 */
function keeping(
  { resultSize = 2, failure }: Scopes,
  { state, output }: EventOf<'MapIterationSucceeded'>,
): Pick<Scopes, 'resultSize' | 'failure'> {
  const size = resultSize + utf8Bytes(JSON.stringify(output)) + 1;
  const exceeds = size - 1 > LIMITS.payloadBytes;
  return { resultSize: size, ...(exceeds && !failure && { failure: dataLimitExceeded(stateNameOf(state)) }) };
}

export const iterationFailed = (execution: RunningExecution, event: EventOf<'MapIterationFailed'>, stoppedAt: number) =>
  inScopes(execution, event, (doing) => {
    // A batch that fails is so many failed items.
    const failed = (doing.failed ?? 0) + (event.items ?? 1);
    const problem = problemOf(event);
    const failure = failureOf({ ...doing, failed }, problem);
    const end = { status: 'FAILED', ...problem, stoppedAt } as const;
    const lost = failure || doing.writing ? undefined : lostOf(doing, event.index, end);
    const ended = { ...ending(doing, event.index, end), ...withUnsuccessful(execution, doing, event, end) };
    const next = { ...ended, failed, ...(failure && { failure }), ...(lost && { lost }) };
    return failure ? withoutWaiting(next) : next;
  });

export const tolerates = ({ mode, toleratedFailureCount = 0, toleratedFailurePercentage = 0 }: Scopes): boolean =>
  mode !== undefined && (toleratedFailureCount > 0 || toleratedFailurePercentage > 0);

/** With one more that failed and is tolerated. */
function lostOf({ scopes, lost = [] }: Scopes, index: number, end: Parameters<typeof endedOf>[1]): Scopes['lost'] {
  const scope = scopes.find((inner) => inner.index === index);
  if (!scope) return lost;
  return withLost(lost, scope, end);
}

/** One scope less; if its results go somewhere, they are told with how it ended. */
function ending(doing: Scopes, index: number, end: Parameters<typeof endedOf>[1]): Scopes {
  const scope = doing.scopes.find((inner) => inner.index === index);
  const { writing } = doing;
  const rest = without(doing, index);
  if (!scope || !writing) return rest;
  const child = endedOf(scope, end, writing.to);
  if (isWritten(writing)) return { ...rest, writing: withEnded(writing, child) };
  return { ...rest, results: withPlaced(doing.results ?? [], index, child as unknown as Json) };
}

/**
 * The failure of an iteration is the Map's, unless so many are tolerated. A run that says nothing tolerates none.
 * https://docs.aws.amazon.com/step-functions/latest/dg/maprun-fail-threshold.html
 */
export function failureOf(doing: Scopes, problem: Problem): Problem | undefined {
  const { failed = 0, length, mode, toleratedFailureCount: count, toleratedFailurePercentage: percentage } = doing;
  if (count === undefined && percentage === undefined) return mode ? THRESHOLD_EXCEEDED : problem;
  const tooMany = count !== undefined && failed > count;
  const tooLarge = percentage !== undefined && (failed * 100) / length > percentage;
  return tooMany || tooLarge ? THRESHOLD_EXCEEDED : undefined;
}

const THRESHOLD_EXCEEDED: Problem = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

export const iterationAborted = (
  execution: RunningExecution,
  event: EventOf<'MapIterationAborted'>,
  stoppedAt: number,
) =>
  inScopes(execution, event, (doing) => {
    const end = { status: 'ABORTED', stoppedAt } as const;
    return { ...ending(doing, event.index, end), ...withUnsuccessful(execution, doing, event, end) };
  });

export const branchFailed = (execution: RunningExecution, event: EventOf<'BranchFailed'>) =>
  inScopes(execution, event, (doing) => ({ ...without(doing, event.index), failure: problemOf(event) }));

/** The branches' visits are over: the state's next try counts on from them. */
const remembering = (execution: RunningExecution, visit: Visit): RunningExecution =>
  withScope(execution, scopeOf(visit.state), (scope) =>
    isCompound(scope.position) && scope.position.state === visit.state ? rememberingWithin(scope) : scope,
  );

/** The same of the scope that the state is in. */
export function rememberingWithin<S extends ScopeState>(scope: S): S {
  const { position } = scope;
  if (!isCompound(position)) return scope;
  const used = Math.max(position.doing.visitsBefore, visitsUsedBy(position.doing));
  if (used === 0) return scope;
  return { ...scope, visitsWithin: { ...scope.visitsWithin, [localNameOf(position.state)]: used } };
}

export function compoundSucceeded(
  execution: RunningExecution,
  { state, visit, attempt, output, input }: EventOf<'ParallelStateSucceeded' | 'MapStateSucceeded'>,
) {
  const now = doing(remembering(execution, { state, visit }), { state, visit }, { phase: 'ANSWERED', attempt, output });
  if (input === undefined) return now;
  const within = runsTo(execution, scopeOf(state));
  const whole: Step = {
    state,
    visit,
    attempt,
    input,
    output,
    outcome: 'SUCCEEDED',
    whole: true,
    ...(within.length > 0 && { within }),
  };
  return { ...now, steps: asOne(execution.steps, whole) };
}

/** R13: the undo of the whole takes the place of those within, where the first of them stood. */
function asOne(steps: readonly Step[], whole: Step): Step[] {
  const isWithin = ({ within }: Step) => within?.some((run) => sameVisit(run, whole)) ?? false;
  const first = steps.findIndex(isWithin);
  const others = steps.filter((step) => !isWithin(step));
  return first < 0 ? [...others, whole] : others.toSpliced(first, 0, whole);
}

/** It will be caught, or fail its own scope: what comes next says so. */
export const compoundFailed = (
  execution: RunningExecution,
  event: EventOf<'ParallelStateFailed' | 'MapStateFailed'>,
): RunningExecution => remembering(execution, event);

/** A try is over, and another one will come. */
export const triesAgain = remembering;

/** What the state was about goes on without it; nobody waits for its answer, but it may come. */
export function aborted(execution: RunningExecution, event: Visit): RunningExecution {
  let out: InState['doing'] | undefined;
  const stopped = withScope(remembering(execution, event), scopeOf(event.state), (scope) => {
    const { position } = scope;
    if (position.at !== 'STATE' || position.state !== event.state || position.visit !== event.visit) return scope;
    out = position.doing;
    return { ...scope, position: { at: 'STOPPED' } };
  });
  if (out?.phase !== 'OUT') return stopped;
  const { dueAt } = out;
  return withStep(withoutNested(stopped, event), event, (step) => ({
    ...step,
    outcome: outcomeAfter(step, 'UNKNOWN'),
    answerBy: dueAt ?? NEVER,
  }));
}

/** JSON has no infinity. */
const NEVER = Number.MAX_SAFE_INTEGER;
