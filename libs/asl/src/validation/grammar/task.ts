import type { TaskDefinition } from '../../definition.js';
import { node } from '../node.js';
import { referencePath, resultPath } from '../paths.js';
import { payloadTemplate } from '../payload-template.js';
import { compensateOnFailureHasUndo } from '../rules/compensate.js';
import { statesAllInCatch, statesAllInRetry } from '../rules/error-equals.js';
import { heartbeatIsShorter } from '../rules/heartbeat.js';
import { notBoth } from '../rules/one-of.js';
import { nextOrEnd } from '../rules/transition.js';
import { boolean, positiveInteger } from '../shape.js';
import { common, inputOutput, resource, transition } from './common.js';
import { compensate } from './compensate.js';
import { catchers, retriers } from './handlers.js';

/** https://states-language.net/spec.html#task-state */
export const task = node<TaskDefinition>({
  what: 'a Task state',
  required: ['Resource'],
  fields: {
    ...common,
    ...transition,
    ...inputOutput,
    Resource: resource,
    Parameters: payloadTemplate,
    ResultSelector: payloadTemplate,
    ResultPath: resultPath,
    Retry: retriers,
    Catch: catchers,
    TimeoutSeconds: positiveInteger,
    TimeoutSecondsPath: referencePath,
    HeartbeatSeconds: positiveInteger,
    HeartbeatSecondsPath: referencePath,
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
