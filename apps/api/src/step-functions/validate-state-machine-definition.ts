import { integer, required, text } from '../shapes/shape.js';
import { operation } from './operation.js';
import * as shapes from './shapes.js';
import { validateDefinition } from './validate-definition.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
export const validateStateMachineDefinition = operation(
  'ValidateStateMachineDefinition',
  {
    definition: required(shapes.definition),
    type: shapes.machineType,
    severity: text({ oneOf: ['ERROR', 'WARNING'] }),
    maxResults: integer({ min: 0, max: 100 }),
  },
  async (input) => validateDefinition(input),
);
