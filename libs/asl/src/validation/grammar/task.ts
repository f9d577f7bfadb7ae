import type { TaskDefinition } from '../../definition.js';
import { onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { credentialsAreUsed } from '../rules/credentials.js';
import { statesAllInCatch, statesAllInRetry } from '../rules/error-equals.js';
import { heartbeatIsShorter } from '../rules/heartbeat.js';
import { notBoth } from '../rules/one-of.js';
import { nextOrEnd } from '../rules/transition.js';
import { compensatableHasUndo, compensateOnFailureHasUndo, undoIsUsed } from '../saga/role-and-undo.js';
import { undoSeesWhatItNeeds } from '../saga/undo-input.js';
import { boolean, constant, positiveInteger } from '../shape.js';
import { argumentsField, common, filled, resultFields, transition } from './common.js';
import { compensate } from './compensate.js';
import { credentials } from './credentials.js';
import { handlers } from './handlers.js';
import { lock } from './lock.js';
import { resource } from './resource.js';

/** https://states-language.net/spec.html#task-state */
export const task = node<TaskDefinition>({
  what: 'a Task state',
  required: ['Resource'],
  fields: {
    ...common,
    ...transition,
    ...resultFields,
    ...argumentsField,
    ...handlers,
    Resource: resource,
    Credentials: credentials,
    TimeoutSeconds: filled(positiveInteger),
    TimeoutSecondsPath: onlyJsonPath(referencePath),
    HeartbeatSeconds: filled(positiveInteger),
    HeartbeatSecondsPath: onlyJsonPath(referencePath),
    SagaRole: constant('COMPENSATABLE', 'PIVOT', 'RETRIABLE', 'READ_ONLY'),
    Lock: lock,
    Compensate: compensate,
    CompensateOnFailure: boolean,
  },
  rules: [
    nextOrEnd,
    notBoth('A Task state', 'TimeoutSeconds', 'TimeoutSecondsPath'),
    notBoth('A Task state', 'HeartbeatSeconds', 'HeartbeatSecondsPath'),
    heartbeatIsShorter,
    credentialsAreUsed,
    ...statesAllInRetry,
    ...statesAllInCatch,
    compensatableHasUndo,
    undoIsUsed,
    compensateOnFailureHasUndo,
    undoSeesWhatItNeeds,
  ],
});
