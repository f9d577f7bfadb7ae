import type { SagaDefinition } from '../../definition.js';
import { node } from '../node.js';
import { constant, nonNegativeInteger, text } from '../shape.js';

const onEnd = constant('COMPENSATE', 'NONE');

/** Ours: whether and how an execution that ends badly undoes what it did (R1, R2, R4, R8, R17). */
export const saga = node<SagaDefinition>({
  what: 'a Saga object',
  fields: {
    Comment: text,
    OnFailure: constant('COMPENSATE', 'NONE', 'PAUSE'),
    OnAbort: onEnd,
    OnTimeout: onEnd,
    OnUndoFailure: constant('HALT', 'CONTINUE'),
    CancelTimeoutSeconds: nonNegativeInteger,
    Order: constant('LIFO', 'STRUCTURED', 'PARALLEL'),
  },
});
