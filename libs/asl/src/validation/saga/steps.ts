import { isObject, own } from '../../json/object.js';
import type { JsonObject } from '../../machine.js';
import { parseResource } from '../../resource/parse-resource.js';

const COMPOUND: ReadonlySet<unknown> = new Set(['Parallel', 'Map']);

export const isCompound = (state: JsonObject): boolean => COMPOUND.has(own(state, 'Type'));
export const isTask = (state: JsonObject): boolean => own(state, 'Type') === 'Task';
export const hasUndo = (state: JsonObject): boolean => isObject(own(state, 'Compensate') ?? null);
export const roleOf = (state: JsonObject): unknown => (isTask(state) ? own(state, 'SagaRole') : undefined);

/** Calls of services that by their name only look at something. */
const READS = /^(?:get|list|describe|head|query|scan|batchGet|search|lookup)(?=[A-Z]|$)/u;

/** A step that changes something out there, for all that can be told from the definition. */
export function isEffectful(state: JsonObject): boolean {
  if (!isTask(state)) return false;
  const Resource = own(state, 'Resource');
  const called = typeof Resource === 'string' ? parseResource(Resource) : undefined;
  return called === undefined || !('api' in called) || !READS.test(called.api);
}

/** R14: an execution that is waited for undoes itself by its own plan. */
export function undoesItself(state: JsonObject): boolean {
  const Resource = own(state, 'Resource');
  const called = typeof Resource === 'string' ? parseResource(Resource) : undefined;
  return called?.kind === 'service' && called.service === 'states' && called.pattern.startsWith('SYNC');
}
