import { LIMITS, type EventOf } from '#contracts';
import type { Decision, Moment } from '../decision.js';
import { waitingIn } from '../evolve/unsuccessful.js';
import { stepOf, type RunningExecution } from '../execution.js';
import type { InState, ScopeState, Unsuccessful } from './scope-state.js';
import { isWrittenDown, takenOf } from '../results/next-write.js';
import { scopeIn } from './scope-path.js';
import { isCompound, scopeAt, type InCompound } from './scope-tree.js';

type GoingOn = Required<Pick<EventOf<'ExecutionRedriven'>, 'scopes' | 'anew'>>;

/**
 * What is tried again of a scope that had ended: the branches and iterations within it that are not done, the outer ones
 * first, and the states that begin again as a whole. The iterations of a Distributed Map are left to their run.
 */
export function goingOn({ position }: ScopeState, execution: RunningExecution): GoingOn {
  if (position.at !== 'STATE') return { scopes: [], anew: [] };
  if (beginsAnew(position, execution)) return { scopes: [], anew: [position.state] };
  if (!isCompound(position) || position.doing.mode) return { scopes: [], anew: [] };
  const open = position.doing.scopes.filter((scope) => scope.position.at !== 'END');
  const within = open.map((scope) => ({ path: scopeIn(position.state, scope.index), ...goingOn(scope, execution) }));
  return {
    scopes: within.flatMap(({ path, scopes }) => [path, ...scopes]),
    anew: within.flatMap(({ anew }) => anew),
  };
}

/**
 * It failed though all was done, since that was too large, or nothing could be made of it, or before anything had begun:
 * whoever goes on with it would fail again. But what is undone as a whole (R13), or is an execution that has succeeded, is
 * not done twice. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html#redrive-behavior-states
 */
export function beginsAnew(position: InState, execution: RunningExecution): boolean {
  const { doing } = position;
  if (doing.phase === 'READ') return true;
  if (doing.phase === 'ANSWERED') {
    const step = stepOf(execution, position);
    return !step?.whole && !step?.nested;
  }
  if (doing.phase !== 'SCOPES') return false;
  const { scopes, mode, run, failure, again, length } = doing;
  if (mode && !run) return true;
  if (failure) return failure.error === 'States.DataLimitExceeded';
  const isDone = scopes.every(({ position }) => position.at === 'END') && takenOf(doing) >= length;
  return isDone && !again && isWrittenDown(doing);
}

/** A run of a Distributed Map that can be gone on with. */
export const isRun = (position: InState, execution: RunningExecution): boolean =>
  isCompound(position) && position.doing.mode !== undefined && !beginsAnew(position, execution);

/** The next iteration that a redriven run goes on with. */
export function redriveIteration(decision: Decision, { state, visit, doing }: InCompound, next: Unsuccessful): void {
  const { index, items } = next;
  const execution = decision.execution as RunningExecution;
  const { scopes, anew } = doing.express ? { scopes: [], anew: [] } : goingOn(next, execution);
  decision.record({
    type: 'MapIterationRedriven',
    state,
    visit,
    attempt: doing.attempt,
    index,
    ...(items !== undefined && { items }),
    ...(scopes.length > 0 && { scopes }),
    ...(anew.length > 0 && { anew }),
  });
  const scope = scopeAt(decision.execution as RunningExecution, scopeIn(state, index));
  if (scope) redriveRuns(decision, scope);
}

/** The runs of Distributed Maps go on with the scope that they are in. */
export function redriveRuns(decision: Decision, scope: ScopeState): void {
  for (const { state, visit, doing } of runsIn(scope)) {
    const { run, attempt, redrives = 0, express } = doing;
    if (!run) continue;
    const except = express ? [] : waitingIn(doing).filter((child) => isSpent(child, decision.moment));
    decision.record({
      type: 'MapRunRedriven',
      state,
      visit,
      attempt,
      ...run,
      count: redrives + 1,
      ...(except.length > 0 && {
        except: except.map(({ index, items }) => ({ index, ...(items !== undefined && { items }) })),
      }),
    });
  }
}

function* runsIn({ position }: ScopeState): Generator<InCompound> {
  if (!isCompound(position)) return;
  if (position.doing.mode) yield position;
  else for (const scope of position.doing.scopes) yield* runsIn(scope);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html#redrive-child-workflow-behavior */
function isSpent({ end, historyLength = 0 }: Unsuccessful, { at, historyLimit = Infinity }: Moment): boolean {
  // Its end stands in its history, and its redrive and one more will.
  return at - end.stoppedAt > LIMITS.redrivableMs || historyLength + 1 >= historyLimit - 1;
}
