import type { MessageOf, Visit } from '#contracts';
import { refuse, type Decision } from '../decision.js';
import { isUndone, sameVisit, type Step } from '../failure/step.js';
import type { RunningExecution } from '../execution.js';
import type { Handle } from './handle.js';

/** R8: what a person decided about an undo that has failed for good. Each way is recorded with who and why. */
export const resolveCompensation: Handle<'ResolveCompensation'> = (decision, message) => {
  const { execution } = decision;
  const { state, how, by, why, input } = message;
  if (execution.status === 'NEW') return refuse('ExecutionDoesNotExist', `Execution Does Not Exist: '${execution.id}'`);
  const step = execution.status === 'RUNNING' ? blockedStep(execution, message) : undefined;
  if (!step) {
    if (execution.status === 'RUNNING' && isRepeat(execution, message)) return undefined;
    return refuse('ValidationException', `No undo of '${state}' of '${execution.id}' waits for a person.`);
  }
  if (how === 'GIVE_UP' && step.undo?.waits) giveUpScoped(decision, step, message);
  else if (how === 'GIVE_UP') decision.record({ type: 'CompensationGivenUp', by, why });
  else
    decision.record({
      type: 'CompensationResolved',
      state,
      visit: step.visit,
      how,
      ...(how === 'RETRY' && input !== undefined && { input }),
      by,
      why,
    });
  return undefined;
};

/** The execution goes on: what is left of the undo that its state waits for is passed over. */
function giveUpScoped(decision: Decision, blocked: Step, { by, why }: Resolve): void {
  const { steps } = decision.execution as RunningExecution;
  const waits = blocked.undo?.waits as Visit;
  const { state, visit } = blocked;
  decision.record({ type: 'CompensationResolved', state, visit, how: 'SKIP', by, why });
  for (const { state, visit, undo } of steps.toReversed()) {
    const isOther = state !== blocked.state || visit !== blocked.visit;
    if (isOther && undo?.waits && sameVisit(undo.waits, waits) && !isUndone(undo))
      decision.record({ type: 'CompensationSkipped', state, visit, because: `${by} gave up undoing: ${why}` });
  }
}

type Resolve = MessageOf<'ResolveCompensation'>;

const named = (step: Step, { state, visit }: Resolve): boolean =>
  step.state === state && (visit === undefined || step.visit === visit);

const blockedStep = ({ steps }: RunningExecution, message: Resolve): Step | undefined =>
  steps.findLast((step) => step.undo?.status === 'BLOCKED' && named(step, message));

/** Messages come at least once: the same word about the same step again is no fact. */
const isRepeat = ({ steps }: RunningExecution, message: Resolve): boolean =>
  steps.some(({ undo, ...step }) => {
    if (!undo || !named(step, message)) return false;
    switch (message.how) {
      case 'RESOLVED':
        return undo.status === 'RESOLVED' && undo.by === message.by && undo.why === message.why;
      case 'SKIP':
        return undo.status === 'SKIPPED' && undo.because === message.why;
      case 'RETRY':
        return undo.status === 'OUT' || undo.status === 'RETRYING';
      case 'GIVE_UP':
        return false;
    }
  });
