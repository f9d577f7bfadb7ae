import { variableReferences } from '#asl';
import type { Revision } from '#views';
import { parseJson } from './json-text.js';

/** The definition and what there is to say of it, unless only metadata is wanted. */
export function describedDefinition({ definition }: Revision, includedData: string | undefined) {
  if (includedData === 'METADATA_ONLY') return { definition: undefined as never };
  const parsed = parseJson(definition);
  const references = parsed.ok ? variableReferences(parsed.value) : {};
  if (Object.keys(references).length === 0) return { definition };
  const lists = Object.entries(references).map(([state, names]) => [state, [...names]]);
  return { definition, variableReferences: Object.fromEntries(lists) as Record<string, string[]> };
}
