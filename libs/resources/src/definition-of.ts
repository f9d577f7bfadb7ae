import { invalidDefinition, validate, type DefinitionProblem } from '#asl';
import type { Json, MachineType } from '#contracts';
import { refuse, type Refused } from './decide.js';

export interface Definition {
  readonly definition: { readonly [field: string]: Json };
  readonly definitionText?: string;
}

interface Told {
  readonly definition?: { readonly [field: string]: Json } | undefined;
  readonly definitionText?: string | undefined;
}

/** The definition that a message brings. The text, which is what people are shown, is what counts. */
export function definitionOf(told: Told, type: MachineType): ({ readonly ok: true } & Definition) | Refused {
  const parsed = parse(told);
  if (!parsed.ok) return parsed;
  const wrong = errorsIn(parsed.value, type);
  if (wrong.length > 0) return refuse('InvalidDefinition', invalidDefinition(wrong));
  const { definitionText } = told;
  const definition = parsed.value as Definition['definition'];
  return { ok: true, definition, ...(definitionText !== undefined && { definitionText }) };
}

const errorsIn = (definition: unknown, type: MachineType): readonly DefinitionProblem[] =>
  validate(definition, { type }).filter(({ severity }) => severity === 'ERROR');

function parse({ definition, definitionText }: Told): { readonly ok: true; readonly value: unknown } | Refused {
  if (definitionText === undefined) return { ok: true, value: definition };
  try {
    return { ok: true, value: JSON.parse(definitionText) };
  } catch (error) {
    const why = (error as Error).message;
    return refuse('InvalidDefinition', `Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ${why}'`);
  }
}
