import type { TaskDefinition } from '../../definition.js';
import { inEither, onlyJsonPath } from '../language.js';
import { orJsonata } from '../jsonata.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { compensateOnFailureHasUndo } from '../rules/compensate.js';
import { statesAllInCatch, statesAllInRetry } from '../rules/error-equals.js';
import { heartbeatIsShorter } from '../rules/heartbeat.js';
import { notBoth } from '../rules/one-of.js';
import { nextOrEnd } from '../rules/transition.js';
import { boolean, constant, positiveInteger } from '../shape.js';
import { assign, common, inputOutput, resultFields, transition } from './common.js';
import { compensate } from './compensate.js';
import { credentials } from './credentials.js';
import { handlers } from './handlers.js';
import { lock } from './lock.js';
import { resource } from './resource.js';

const seconds = inEither({ JSONPath: positiveInteger, JSONata: orJsonata(positiveInteger) });

/** https://states-language.net/spec.html#task-state */
export const task = node<TaskDefinition>({
  what: 'a Task state',
  required: ['Resource'],
  fields: {
    ...common,
    ...transition,
    ...inputOutput,
    ...assign,
    ...resultFields,
    ...handlers,
    Resource: resource,
    Credentials: credentials,
    TimeoutSeconds: seconds,
    TimeoutSecondsPath: onlyJsonPath(referencePath),
    HeartbeatSeconds: seconds,
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
    ...statesAllInRetry,
    ...statesAllInCatch,
    compensateOnFailureHasUndo,
  ],
});
