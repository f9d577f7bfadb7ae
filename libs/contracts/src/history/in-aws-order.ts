import type { EventOf, ExecutionEvent } from '../execution-events.js';
import { indexWithin, isWithin } from './state-path.js';

type Failure = EventOf<'MapIterationFailed' | 'BranchFailed'>;
type GivenUp = EventOf<`${'Task' | 'Wait' | 'Parallel' | 'Map'}StateAborted` | 'MapIterationAborted' | 'MapRunAborted'>;

const isFailure = (event: ExecutionEvent): event is Failure =>
  event.type === 'MapIterationFailed' || event.type === 'BranchFailed';

const isGivenUp = (event: ExecutionEvent | undefined): event is GivenUp => event?.type.endsWith('Aborted') ?? false;

/**
 * A decision's events as Step Functions' history has them: what is given up because of a failure stands before the
 * failure, each iteration before what was going on in it. The log has them in the order in which they can be folded.
 */
export function inAwsOrder(events: readonly ExecutionEvent[]): readonly ExecutionEvent[] {
  if (!events.some(isFailure)) return events;
  const ordered: ExecutionEvent[] = [];
  for (let next = 0; next < events.length; next++) {
    const event = events[next]!;
    if (isFailure(event)) {
      const givenUp = givenUpAfter(events, next + 1, event.state);
      ordered.push(...outsideFirst(givenUp, event.state));
      next += givenUp.length;
    }
    ordered.push(event);
  }
  return ordered;
}

function givenUpAfter(events: readonly ExecutionEvent[], start: number, state: string): GivenUp[] {
  const givenUp: GivenUp[] = [];
  for (let next = start; next < events.length; next++) {
    const event = events[next];
    if (!isGivenUp(event) || (event.state !== state && !isWithin(event.state, state))) break;
    givenUp.push(event);
  }
  return givenUp;
}

/** Branches and iterations in their order; within each, what holds something before what it holds. */
function outsideFirst(givenUp: readonly GivenUp[], state: string): GivenUp[] {
  const groups = new Map<number, GivenUp[]>();
  for (const event of givenUp) {
    const index = 'index' in event && event.state === state ? event.index : indexWithin(event.state, state);
    groups.set(index, [event, ...(groups.get(index) ?? [])]);
  }
  return [...groups.values()].flat();
}
