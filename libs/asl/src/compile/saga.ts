import type { SagaDefinition } from '../definition.js';
import type { Saga } from '../machine.js';

/** The defaults: a machine that says what undoes its steps wants them undone (R1). */
export const compileSaga = (saga: SagaDefinition = {}): Saga => ({
  OnFailure: saga.OnFailure ?? 'COMPENSATE',
  OnAbort: saga.OnAbort ?? 'COMPENSATE',
  OnTimeout: saga.OnTimeout ?? 'COMPENSATE',
  Order: saga.Order ?? 'LIFO',
  OnUndoFailure: saga.OnUndoFailure ?? 'HALT',
  CancelTimeoutSeconds: saga.CancelTimeoutSeconds ?? 60,
});
