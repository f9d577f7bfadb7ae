import { unless, type Rule } from '../rule.js';
import { hasUndo } from './steps.js';

/** R10. */
export const compensatableHasUndo: Rule = {
  code: 'ROLE_WITHOUT_UNDO',
  says: 'A step with the "SagaRole" "COMPENSATABLE" MUST say in "Compensate" what undoes it.',
  breaches: (task, place) => unless(task['SagaRole'] !== 'COMPENSATABLE' || hasUndo(task), place.field('SagaRole')),
};

const NEVER_UNDONE: ReadonlySet<unknown> = new Set(['PIVOT', 'READ_ONLY']);

export const undoIsUsed: Rule = {
  code: 'UNUSED_UNDO',
  severity: 'WARNING',
  says: 'A step with the "SagaRole" "PIVOT" or "READ_ONLY" is never undone: its "Compensate" has no effect.',
  hint: 'Leave "Compensate" out, or make the step "COMPENSATABLE".',
  breaches: (task, place) => unless(!NEVER_UNDONE.has(task['SagaRole']) || !hasUndo(task), place.field('Compensate')),
};

export const compensateOnFailureHasUndo: Rule = {
  code: 'NOTHING_TO_COMPENSATE',
  severity: 'WARNING',
  says: '"CompensateOnFailure" has no effect on a step without "Compensate".',
  hint: 'Add "Compensate", or leave it out.',
  breaches: (task, place) =>
    unless(
      task['CompensateOnFailure'] !== true || Object.hasOwn(task, 'Compensate'),
      place.field('CompensateOnFailure'),
    ),
};
