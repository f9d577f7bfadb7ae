import { segment, type EventOf } from '#contracts';
import { refuse, type Decision } from '../decision.js';
import {
  compensationStatusOf,
  isOver,
  type EndedExecution,
  type Execution,
  type NewExecution,
  type RunningExecution,
} from '../execution.js';
import { redriveLimit } from '../redrive-limit.js';
import type { InState } from '../scopes/scope-state.js';
import { beginsAnew, goingOn, isRun, redriveRuns } from '../scopes/redrive.js';
import type { Handle } from './handle.js';
import { wordOf } from './word-of.js';

/**
 * An execution that waits for a person tries the state that failed again, one that has ended all that was going on in
 * it. What was undone cannot be gone on with (R17).
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export const redriveExecution: Handle<'RedriveExecution'> = (decision, message) => {
  const { clientToken, id } = message;
  const { execution } = decision;
  if (execution.status === 'NEW') return refuse('ExecutionDoesNotExist', `Execution Does Not Exist: '${execution.id}'`);
  const token = clientToken ?? id;
  if (token !== undefined && lastRedriveOf(execution)?.token === token) return undefined;
  const past = isOver(execution) ? pastLimits(decision, execution) : undefined;
  if (past !== undefined) return refuse('ExecutionNotRedrivable', past);
  const redriven = redriveOf(decision);
  if (!redriven) return refuse('ExecutionNotRedrivable', whyNot(execution));
  decision.record({ ...redriven, ...(token !== undefined && { token }), ...wordOf(message) });
  redriveRuns(decision, (decision.execution as RunningExecution).root);
  return undefined;
};

function pastLimits({ moment }: Decision, { stoppedAt, resume }: EndedExecution): string | undefined {
  const { at, historyLimit } = moment;
  const isFull = resume !== undefined && historyLimit !== undefined && resume.historyLength >= historyLimit - 1;
  return redriveLimit({ stoppedAt, redriveCount: resume?.redrives?.count ?? 0, isFull }, at);
}

function whyNot(execution: Exclude<Execution, NewExecution>): string {
  const { status, express } = execution;
  if (express) return 'Execution is of an EXPRESS state machine and cannot be redriven';
  const compensation = compensationStatusOf(execution);
  if (isOver(execution) && compensation !== 'NONE')
    return `Execution was compensated (${compensation}) and cannot be redriven`;
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  return 'Execution had begun to undo a part of itself and cannot be redriven';
}

function lastRedriveOf(execution: Execution) {
  if (execution.status === 'NEW') return undefined;
  return (isOver(execution) ? execution.resume : execution)?.redrives;
}

function redriveOf({ execution, machine, moment }: Decision): EventOf<'ExecutionRedriven'> | undefined {
  if (execution.status === 'RUNNING' && execution.paused) {
    const { position } = execution.root;
    // What an iteration has undone itself must be done again.
    const goesOn = position.at === 'STATE' && isRun(position, execution) && !execution.partlyUndone;
    return position.at === 'STATE' ? { type: 'ExecutionRedriven', ...visitOf(position, goesOn ? 0 : 1) } : undefined;
  }
  const resume = isOver(execution) ? execution.resume : undefined;
  const visit = resume && goesOnAt(resume, machine.StartAt);
  if (!visit) return undefined;
  const { scopes, anew } = goingOn(resume.root, resume);
  return {
    type: 'ExecutionRedriven',
    ...visit,
    scopes,
    ...(anew.length > 0 && { anew }),
    ...(machine.TimeoutSeconds !== undefined && { dueAt: moment.at + machine.TimeoutSeconds * 1000 }),
  };
}

const visitOf = ({ state, visit, doing }: InState, more: 0 | 1) => ({
  state,
  visit,
  attempt: 'attempt' in doing ? doing.attempt + more : 1,
});

/** The state that the execution itself goes on with. */
function goesOnAt(execution: RunningExecution, first: string) {
  const { position, visits } = execution.root;
  // Branches and iterations go on within the same try, and a try that was due anyway is that one.
  if (position.at === 'STATE') return visitOf(position, isTry(position, execution) ? 1 : 0);
  if (position.at !== 'BETWEEN') return undefined;
  const state = segment(position.next ?? first);
  return { state, visit: (Object.hasOwn(visits, state) ? visits[state]! : 0) + 1, attempt: 1 };
}

const isTry = (position: InState, execution: RunningExecution): boolean => {
  const { doing } = position;
  return (
    doing.phase === 'OUT' ||
    doing.phase === 'FAILED' ||
    doing.phase === 'LOCKING' ||
    doing.phase === 'LOCKED' ||
    beginsAnew(position, execution)
  );
};
