import { awsDiagnostics, validate } from '#asl';
import { integer, required, text } from '../shapes/shape.js';
import { parseJson } from './json-text.js';
import { operation } from './operation.js';
import * as shapes from './shapes.js';

const MOST = 100;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
export const validateStateMachineDefinition = operation(
  'ValidateStateMachineDefinition',
  {
    definition: required(shapes.definition),
    type: shapes.machineType,
    severity: text({ oneOf: ['ERROR', 'WARNING'] }),
    maxResults: integer({ min: 0, max: 100 }),
  },
  async ({ definition, type = 'STANDARD', maxResults }) => {
    const found = diagnosticsOf(definition, type);
    const diagnostics = found.slice(0, maxResults || MOST);
    return {
      result: found.length === 0 ? ('OK' as const) : ('FAIL' as const),
      diagnostics,
      truncated: found.length > diagnostics.length,
    };
  },
);

function diagnosticsOf(definition: string, type: 'STANDARD' | 'EXPRESS') {
  const parsed = parseJson(definition);
  if (!parsed.ok) return [{ severity: 'ERROR' as const, ...NOT_JSON }];
  return awsDiagnostics(validate(parsed.value, { type })).map(({ code, message, location }) => ({
    severity: 'ERROR' as const,
    code,
    message,
    ...(location !== undefined && { location }),
  }));
}

const NOT_JSON = { code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' };
