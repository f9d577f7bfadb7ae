import type { CompensateDefinition } from '../../definition.js';
import { jsonataTemplate } from '../jsonata/template.js';
import { onlyJsonata, onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { payloadTemplate } from '../payload-template.js';
import { statesAllInRetry } from '../rules/error-equals.js';
import { heartbeatIsShorter } from '../rules/heartbeat.js';
import { undoIsOneCommand } from '../saga/undo-resource.js';
import { positiveInteger, text } from '../shape.js';
import { retriers } from './handlers.js';
import { resource } from './resource.js';

/** What undoes a step. An undo has no undo (R18): there is no such field here. */
export const compensate = node<CompensateDefinition>({
  what: 'a Compensate object',
  required: ['Resource'],
  fields: {
    Comment: text,
    Resource: resource,
    Parameters: onlyJsonPath(payloadTemplate),
    Arguments: onlyJsonata(jsonataTemplate('result', 'errorOutput')),
    Retry: retriers,
    TimeoutSeconds: positiveInteger,
    HeartbeatSeconds: positiveInteger,
  },
  rules: [undoIsOneCommand, heartbeatIsShorter, ...statesAllInRetry],
});
