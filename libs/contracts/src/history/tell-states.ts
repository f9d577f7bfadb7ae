import type { EventOf, StateType } from '../execution-events.js';
import type { HistoryWriter } from './chains.js';
import { assignedOf, inputOf, outputOf, problemOf } from './said.js';
import { nameOf, scopeOf } from './state-path.js';

type Entered = EventOf<`${StateType}StateEntered`>;
type Exited = EventOf<`${Exclude<StateType, 'Fail'>}StateExited`>;

export function entered(writer: HistoryWriter, { type, state, input }: Entered): void {
  const scope = scopeOf(state);
  const before = writer.chain(scope).last;
  writer.next(scope, { type, stateEnteredEventDetails: { ...inputOf(input), name: nameOf(state) } });
  // These evaluate later, and so what fails there points at where they were entered.
  const isLater = type === 'WaitStateEntered' || type === 'CompensateStateEntered';
  const { last, tail } = writer.chain(scope);
  writer.set(scope, isLater ? { last, tail } : { last, tail, before });
}

export function exited(writer: HistoryWriter, { type, state, output, assigned }: Exited): void {
  const scope = scopeOf(state);
  const stateExitedEventDetails = { ...outputOf(output), name: nameOf(state), ...assignedOf(assigned) };
  writer.next(scope, { type, stateExitedEventDetails });
  const { last, tail } = writer.chain(scope);
  writer.set(scope, { last, tail });
  writer.forget(state);
}

export function evaluationFailed(writer: HistoryWriter, event: EventOf<'EvaluationFailed'>): void {
  const { type, state, location } = event;
  const scope = scopeOf(state);
  const chain = writer.chain(scope);
  writer.set(scope, { ...chain, last: chain.before ?? chain.last });
  const evaluationFailedEventDetails = {
    ...problemOf(event),
    ...(location !== undefined && { location }),
    state: nameOf(state),
  };
  writer.next(scope, { type, evaluationFailedEventDetails });
}

type Aborted = EventOf<`${'Task' | 'Wait' | 'Parallel' | 'Map'}StateAborted` | 'MapRunAborted'>;

export const aborted = (writer: HistoryWriter, { type }: Aborted): void => writer.beside({ type });
