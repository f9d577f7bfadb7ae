import type { EventOf, StateType } from '#contracts';
import { scopeAt, scopeOf, visitAt, type InState, type RunningExecution } from '#engine';
import { nameIn } from '../declared.js';
import { isVisited, type Checks, type Doubt, type Setting } from './check.js';

type Entered = EventOf<`${StateType}StateEntered`>;
type Exited = EventOf<`${Exclude<StateType, 'Fail'>}StateExited`>;
type Phase = InState['doing']['phase'];

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

export const ofStates = {
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
  WaitScheduled: (execution, event) =>
    visitAt(execution, event)?.doing.phase === 'ENTERED' ? undefined : 'the state was not entered',
} satisfies Partial<Checks>;
