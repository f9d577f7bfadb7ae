import type { MessageOf } from '#contracts';
import { refuse } from '../decision.js';
import type { RunningExecution, Step } from '../execution.js';
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
  if (how === 'GIVE_UP') decision.record({ type: 'CompensationGivenUp', by, why });
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
