import { parseResource, type Resource } from '#asl';
import { participantOf, type Json } from '#contracts';
import { callOf } from './call.js';
import { NO_TOKENS } from '../task-token.js';
import { ITEMS_PARTICIPANT } from './items-participant.js';
import { functionIn } from './lambda-function.js';

type Fields = { readonly [field: string]: Json };

/** Their `Resource` says where items or results are, not who is asked. */
const OURS: ReadonlySet<string> = new Set(['ItemReader', 'ResultWriter']);

/**
 * The participants that a definition calls by name. A Lambda function whose name is computed is not among them: nobody
 * knows it before.
 */
export function participantsIn(definition: Fields): ReadonlySet<string> {
  const found = new Set<string>();
  const open: Json[] = [definition];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const participant = Array.isArray(value) ? undefined : participantAt(value as Fields);
    if (participant !== undefined) found.add(participant);
    if (Object.hasOwn(value, 'ItemReader') || isWriting(value as Fields)) found.add(ITEMS_PARTICIPANT);
    for (const [field, inner] of Object.entries(value)) if (!OURS.has(field)) open.push(inner as Json);
  }
  return found;
}

/** Without a resource, the results are written nowhere. */
const isWriting = ({ ResultWriter: writer = null }: Fields): boolean =>
  typeof writer === 'object' && writer !== null && Object.hasOwn(writer, 'Resource');

function participantAt({ Resource: resource, Parameters, Arguments }: Fields): string | undefined {
  const called = typeof resource === 'string' ? parseResource(resource) : undefined;
  if (!called) return undefined;
  const parameters = Arguments ?? Parameters ?? null;
  if (isInvoke(called)) return functionIn(parameters);
  const call = callOf({ resource: resource as string, input: parameters }, NO_TOKENS);
  return call.kind === 'COMMAND' ? participantOf(call.command) : undefined;
}

const isInvoke = (called: Resource): boolean =>
  (called.kind === 'service' || called.kind === 'aws-sdk') && called.service === 'lambda' && called.api === 'invoke';
