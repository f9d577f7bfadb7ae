import type { Attempt, EventOf, ExecutionEventType, Failure, StateType, Visit, Write } from '#contracts';
import {
  attemptOf,
  nextWaiting,
  outstandingOf,
  sameVisit,
  scopeAt,
  scopeOf,
  stepOf,
  takenOf,
  visitAt,
  type InState,
  type RunningExecution,
  type Scopes,
  type Step,
  type Undo,
} from '#engine';
import { nameIn, type Declared } from './declared.js';
import type { Rule } from './finding.js';
import {
  completionProblem,
  endProblem,
  isUndone,
  isAwaited,
  orderProblem,
  planProblem,
  scopedPlanProblem,
} from './undo-rules.js';

/** What else is known where an event happens. */
export interface Setting {
  readonly declared: Declared | undefined;
  /** Of the event's decision, epoch milliseconds. */
  readonly at: number;
  /** Whoever stopped it asked for no undo, or that can no longer be known. */
  readonly killed: boolean;
}

type Doubt = string | { readonly rule: Rule; readonly says: string } | undefined;
type Check<T extends ExecutionEventType> = (execution: RunningExecution, event: EventOf<T>, setting: Setting) => Doubt;

type Entered = EventOf<`${StateType}StateEntered`>;
type Exited = EventOf<`${Exclude<StateType, 'Fail'>}StateExited`>;
type Retried = EventOf<'RetryScheduled'>;
type Ended = EventOf<'ExecutionFailed' | 'ExecutionTimedOut' | 'ExecutionAborted'>;

type Phase = InState['doing']['phase'];

/** Whether a try is over: it was answered so, or something of it could not be computed, which was told before or is now. */
function hasFailed(execution: RunningExecution, { doing }: InState, { error }: Retried, at: number): boolean {
  const isTold = error !== undefined || execution.beforeFailure !== undefined;
  switch (doing.phase) {
    case 'FAILED':
      return true;
    case 'SCOPES':
      return doing.failure !== undefined || (isTold && doing.scopes.length === 0);
    case 'RETRYING':
      return isTold && doing.dueAt <= at;
    case 'ENTERED':
    case 'LOCKED':
    case 'READ':
    case 'ANSWERED':
      return isTold;
    default:
      return false;
  }
}

const under = (rule: Rule, says: string | undefined): Doubt => (says === undefined ? undefined : { rule, says });

const entered =
  (type: StateType) =>
  (execution: RunningExecution, { state, visit }: Entered, { declared }: Setting): Doubt => {
    const scope = scopeAt(execution, scopeOf(state));
    if (!scope) return 'no branch or iteration holds it';
    const { position } = scope;
    if (position.at !== 'BETWEEN')
      return position.at === 'STATE' ? `${position.state} was not left` : `it is at its end`;
    if (execution.undoing) return 'it is being undone';
    const name = nameIn(state);
    const first = scopeOf(state) === '' ? declared?.startAt : undefined;
    const expected = position.next ?? first;
    if (expected !== undefined && expected !== name) return `${expected} is the next state`;
    const before = scope.visits[state.slice(state.lastIndexOf('.') + 1)] ?? scope.visitsBefore ?? 0;
    if (visit !== before + 1) return `visit ${visit} follows visit ${before}`;
    const declaredType = declared?.states.get(name)?.type;
    return declaredType !== undefined && declaredType !== type ? `${state} is a ${declaredType}` : undefined;
  };

/** In which phases each kind of state can be left. */
const LEFT_FROM: { readonly [T in Exclude<StateType, 'Fail'>]: readonly Phase[] } = {
  Task: ['ANSWERED', 'FAILED', 'ENTERED', 'LOCKED', 'RETRYING', 'UNDONE'],
  Wait: ['WAITING', 'ENTERED'],
  Pass: ['ENTERED'],
  Choice: ['ENTERED'],
  Succeed: ['ENTERED'],
  Compensate: ['ENTERED', 'UNDONE'],
  Parallel: ['ANSWERED', 'SCOPES', 'ENTERED', 'RETRYING', 'UNDONE'],
  Map: ['ANSWERED', 'SCOPES', 'ENTERED', 'RETRYING', 'UNDONE'],
};

const exited =
  (type: Exclude<StateType, 'Fail'>) =>
  (execution: RunningExecution, event: Exited, { declared }: Setting): Doubt => {
    const here = visitAt(execution, event);
    if (!here || here.type !== type) return `${event.state} was not entered`;
    if (!LEFT_FROM[type].includes(here.doing.phase)) return `${event.state} is ${here.doing.phase}`;
    const successors = declared?.states.get(nameIn(event.state))?.successors;
    return successors && !successors.has(event.next)
      ? `${event.state} does not lead to ${event.next ?? 'the end'}`
      : undefined;
  };

const answersLatest = (execution: RunningExecution, event: Attempt): Doubt => {
  const doing = visitAt(execution, event)?.doing;
  return doing?.phase === 'OUT' && doing.attempt === event.attempt ? undefined : 'this attempt is not out';
};

const undoOf = (execution: RunningExecution, event: Visit, wanted: (undo: Undo, step: Step) => Doubt): Doubt => {
  const step = stepOf(execution, event);
  return step?.undo ? wanted(step.undo, step) : 'nothing of it is being undone';
};

const hasPerson = ({ by, why }: { by?: string; why?: string }): Doubt => (by && why ? undefined : 'nobody signed it');

const end =
  (ending: Failure) =>
  (execution: RunningExecution, { error }: Ended, { declared, killed }: Setting): Doubt => {
    if (ending === 'TIMED_OUT' && execution.dueAt === undefined) return 'it has no time-out';
    return under('END', endProblem(execution, { ending, error, killed: killed && ending === 'ABORTED' }, declared));
  };

const isVisited = (execution: RunningExecution, event: Visit): Doubt =>
  visitAt(execution, event) ? undefined : 'the state was not entered';

const begins = (execution: RunningExecution, event: Attempt): Doubt => {
  const doing = visitAt(execution, event)?.doing;
  const attempt = doing?.phase === 'RETRYING' || doing?.phase === 'READ' ? doing.attempt : undefined;
  const expected = doing?.phase === 'ENTERED' ? 1 : attempt;
  return expected === event.attempt ? undefined : `attempt ${expected ?? 'none'} is next`;
};

/** The lock is that of the attempt. */
const waitsForLock = ({ locks = [] }: RunningExecution, event: Attempt & { readonly key: string }): Doubt =>
  locks.some(
    ({ state, visit, attempt, key, held }) =>
      !held && key === event.key && attempt === event.attempt && visit === event.visit && state === event.state,
  )
    ? undefined
    : 'this attempt does not wait for the lock';

/** An event about one branch or iteration. */
const within = (execution: RunningExecution, event: Attempt & { readonly index: number }): Doubt => {
  const doing = visitAt(execution, event)?.doing;
  return doing?.phase === 'SCOPES' && doing.scopes.some(({ index }) => index === event.index)
    ? undefined
    : `nothing goes on in ${event.index}`;
};

/** The run of a Distributed Map, if this try is under way. */
function runOf(execution: RunningExecution, event: Attempt): Scopes | undefined {
  const doing = visitAt(execution, event)?.doing;
  return doing?.phase === 'SCOPES' && doing.mode && doing.attempt === event.attempt ? doing : undefined;
}

const goesOnWithin = (execution: RunningExecution, event: Attempt): Doubt => {
  const doing = visitAt(execution, event)?.doing;
  if (doing?.phase !== 'SCOPES' || doing.failure) return 'nothing goes on within it';
  const open = doing.scopes.some(({ position }) => position.at !== 'END');
  return open || doing.again || takenOf(doing) < doing.length ? 'not all within it is done' : undefined;
};

/** What its iterations left is all in files, where it says that it is to be. */
const runSucceeds = (execution: RunningExecution, event: Attempt): Doubt => {
  const doing = visitAt(execution, event)?.doing;
  const writing = doing?.phase === 'SCOPES' ? doing.writing : undefined;
  return writing?.to.resource !== undefined && writing.over !== 'DONE'
    ? 'its results are not all written'
    : goesOnWithin(execution, event);
};

const answersWrite = (execution: RunningExecution, event: Write): Doubt => {
  const doing = visitAt(execution, event)?.doing;
  const out = doing?.phase === 'SCOPES' ? doing.writing?.out : undefined;
  return out?.write === event.write ? undefined : 'this write is not out';
};

/** One row an event type: why the event cannot have happened to this execution. */
const CHECKS: { readonly [T in Exclude<ExecutionEventType, 'ExecutionStarted'>]: Check<T> } = {
  ExecutionSucceeded: ({ root, undoing }) =>
    undoing
      ? 'it is being undone'
      : root.position.at === 'END'
        ? undefined
        : under('END', 'its last state was not left'),
  ExecutionFailed: end('FAILED'),
  ExecutionTimedOut: end('TIMED_OUT'),
  ExecutionAborted: end('ABORTED'),
  ExecutionNeedsAttention: () => undefined,
  ExecutionPaused: ({ undoing, paused }) => (undoing || paused ? 'it does not go on anyway' : undefined),
  ExecutionRedriven: (execution, event) => (execution.paused ? isVisited(execution, event) : 'it was not paused'),

  TaskStateEntered: entered('Task'),
  PassStateEntered: entered('Pass'),
  ChoiceStateEntered: entered('Choice'),
  WaitStateEntered: entered('Wait'),
  SucceedStateEntered: entered('Succeed'),
  FailStateEntered: entered('Fail'),
  ParallelStateEntered: entered('Parallel'),
  MapStateEntered: entered('Map'),
  CompensateStateEntered: entered('Compensate'),
  TaskStateExited: exited('Task'),
  PassStateExited: exited('Pass'),
  ChoiceStateExited: exited('Choice'),
  WaitStateExited: exited('Wait'),
  SucceedStateExited: exited('Succeed'),
  ParallelStateExited: exited('Parallel'),
  MapStateExited: exited('Map'),
  CompensateStateExited: exited('Compensate'),

  EvaluationFailed: isVisited,
  TaskStateAborted: isVisited,
  WaitStateAborted: isVisited,
  ParallelStateStarted: begins,
  ParallelStateSucceeded: goesOnWithin,
  BranchFailed: within,
  ParallelStateFailed: isVisited,
  ParallelStateAborted: isVisited,
  ItemReaderScheduled: begins,
  ItemReaderSucceeded: answersLatest,
  ItemReaderFailed: answersLatest,
  MapStateStarted: begins,
  MapIterationStarted: (execution, event) => {
    const doing = visitAt(execution, event)?.doing;
    return doing?.phase === 'SCOPES' && doing.begun === event.index && takenOf(doing) < doing.length
      ? undefined
      : `iteration ${event.index} is not the next`;
  },
  MapIterationSucceeded: within,
  MapIterationFailed: within,
  MapIterationAborted: within,
  MapIterationRedriven: (execution, event) => {
    const next = nextWaiting(runOf(execution, event) ?? {})?.index;
    return next === event.index ? undefined : `iteration ${next ?? 'none'} is the next that goes on`;
  },
  MapStateSucceeded: runSucceeds,
  MapStateFailed: isVisited,
  MapStateAborted: isVisited,
  MapRunStarted: isVisited,
  MapRunSucceeded: isVisited,
  MapRunFailed: isVisited,
  MapRunAborted: isVisited,
  MapRunRedriven: (execution, { run, count, except = [], ...event }) => {
    const doing = runOf(execution, event);
    if (!doing || doing.run?.run !== run) return 'it is not the run of this state';
    const waits = new Set(doing.again?.scopes.map(({ index }) => index));
    const odd = except.find(({ index }) => !waits.has(index));
    if (odd) return `iteration ${odd.index} did not wait`;
    return count === (doing.redrives ?? 0) + 1 ? undefined : `redrive ${(doing.redrives ?? 0) + 1} is next`;
  },
  ResultWriterScheduled: (execution, event) => {
    const here = visitAt(execution, event);
    const writing = here?.doing.phase === 'SCOPES' ? here.doing.writing : undefined;
    if (writing?.to.resource === undefined) return 'it writes nothing';
    if (writing.out || writing.over) return 'another write is out, or the last one was';
    const expected = (here?.writes ?? 0) + 1;
    return event.write === expected ? undefined : `write ${expected} is next`;
  },
  ResultWriterSucceeded: answersWrite,
  ResultWriterFailed: answersWrite,

  ActivityStarted: answersLatest,
  TaskSubmitted: (execution, event) => {
    const doing = visitAt(execution, event)?.doing;
    return doing?.phase === 'OUT' && doing.submitted ? 'it is submitted already' : answersLatest(execution, event);
  },
  TaskLockRequested: (execution, event) => {
    const { locks = [] } = execution;
    if (execution.undoing) return 'it is being undone';
    return locks.some(({ key, held }) => held && key === event.key)
      ? 'it holds the lock already'
      : begins(execution, event);
  },
  TaskLockAcquired: waitsForLock,
  TaskLockFailed: waitsForLock,
  TaskScheduled: (execution, event, { declared }) => {
    const here = visitAt(execution, event);
    if (!here || execution.undoing) return 'the state was not entered';
    const { doing } = here;
    const again = doing.phase === 'RETRYING' || doing.phase === 'LOCKED' ? doing.attempt : undefined;
    const expected = doing.phase === 'ENTERED' ? 1 : again;
    if (expected !== event.attempt) return `attempt ${expected ?? 'none'} is next`;
    const state = declared?.states.get(nameIn(event.state));
    if (state && state.resource !== event.resource) return `its resource is ${state.resource}`;
    return state && (state.undo !== undefined) !== (event.compensable ?? false)
      ? 'whether it can be undone is not what the definition says'
      : undefined;
  },
  TaskSucceeded: (execution, event) => {
    const doing = visitAt(execution, event)?.doing;
    if (doing?.phase === 'OUT') return event.attempt <= doing.attempt ? undefined : 'this attempt was never sent';
    if (doing?.phase === 'RETRYING') return event.attempt < doing.attempt ? undefined : 'this attempt was never sent';
    return 'nothing is out';
  },
  TaskFailed: answersLatest,
  TaskTimedOut: answersLatest,
  TaskHeartbeat: (execution, event) =>
    event.leg === 'F'
      ? answersLatest(execution, event)
      : undoOf(execution, event, ({ status }) => (status === 'OUT' ? undefined : 'this undo is not out')),
  RetryScheduled: (execution, event, { at }) => {
    const here = visitAt(execution, event);
    if (!here || !hasFailed(execution, here, event, at) || event.attempt !== attemptOf(here) + 1)
      return 'no attempt has failed';
    const step = stepOf(execution, event);
    if (step?.whole) return 'it has succeeded, and is undone as a whole';
    return event.child?.execution === step?.child?.execution ? undefined : 'that execution did not succeed for it';
  },
  WaitScheduled: (execution, event) =>
    visitAt(execution, event)?.doing.phase === 'ENTERED' ? undefined : 'the state was not entered',
  LateResult: (execution, event) => {
    const step = stepOf(execution, event);
    if (!step) return 'no such step was taken';
    return event.attempt <= step.attempt ? undefined : 'this attempt was never sent';
  },

  CompensationRequested: ({ succeeded, undoing }, { plan, undoToken }) =>
    succeeded && plan.length === 0 && undoToken !== undoing?.undoToken ? undefined : 'it had not succeeded',
  CompensationTriggered: (execution) => {
    if (execution.undoing) return 'it is being undone already';
    const awaited = execution.steps.some(({ answerBy }) => answerBy !== undefined);
    return awaited || outstandingOf(execution).length > 0 ? undefined : 'nothing is out to be waited for';
  },
  CompensationPlanned: (execution, event, { declared }) => under('UNDO_PLAN', planProblem(execution, event, declared)),
  ScopeCompensationTriggered: (execution, event, { declared, at }) =>
    isVisited(execution, event) ?? (isAwaited(execution, event, { declared, at }) ? undefined : 'nothing is out there'),
  ScopeCompensationPlanned: (execution, event, setting) =>
    isVisited(execution, event) ?? under('UNDO_PLAN', scopedPlanProblem(execution, event, setting)),
  ScopeCompensationCompleted: (execution, event) => {
    const of = execution.steps.filter(({ undo }) => undo?.waits && sameVisit(undo.waits, event));
    const left = of.find((step) => !isUndone(step));
    return left ? under('UNDO_PLAN', `${left.state} is not undone`) : undefined;
  },
  CompensationScheduled: (execution, event, { declared }) =>
    under('UNDO_ORDER', orderProblem(execution, event, declared)),
  CompensationSucceeded: (execution, event) =>
    undoOf(execution, event, (undo, step) =>
      isUndone(step)
        ? `it is ${undo.status}`
        : event.attempt <= undo.attempt
          ? undefined
          : 'this attempt was never sent',
    ),
  CompensationFailed: (execution, event) =>
    undoOf(execution, event, ({ status, attempt }) =>
      status === 'OUT' && attempt === event.attempt ? undefined : 'this attempt is not out',
    ),
  CompensationRetryScheduled: (execution, event) =>
    undoOf(execution, event, ({ status, attempt }) =>
      status === 'FAILED' && event.attempt === attempt + 1 ? undefined : 'no attempt has failed',
    ),
  CompensationSkipped: (execution, event) =>
    undoOf(execution, event, ({ status }, step) => (isUndone(step) ? `it is ${status}` : undefined)),
  CompensationBlocked: (execution, event) =>
    undoOf(execution, event, ({ status }) =>
      status === 'FAILED' || status === 'PENDING' ? undefined : `it is ${status}`,
    ),
  CompensationResolved: (execution, event) =>
    undoOf(execution, event, ({ status }) => (status === 'BLOCKED' ? hasPerson(event) : `it is ${status}`)),
  CompensationCompleted: (execution, event, { declared }) =>
    under('END', completionProblem(execution, event, declared)),
  CompensationGivenUp: ({ steps }, event) =>
    steps.some(({ undo }) => undo?.status === 'BLOCKED') ? hasPerson(event) : 'no undo waits for a person',
};

/** Why an event cannot have happened to this execution; undefined: it can. */
export function contradiction(
  execution: RunningExecution,
  event: Exclude<EventOf<ExecutionEventType>, { type: 'ExecutionStarted' }>,
  setting: Setting,
): { readonly rule: Rule; readonly says: string } | undefined {
  const check = CHECKS[event.type] as Check<ExecutionEventType> | undefined;
  if (!check) return { rule: 'STORY', says: 'no event has this name' };
  const doubt = check(execution, event as EventOf<ExecutionEventType>, setting);
  return typeof doubt === 'string' ? { rule: 'STORY', says: doubt } : doubt;
}
