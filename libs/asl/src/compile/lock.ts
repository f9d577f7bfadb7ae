import type { LockDefinition } from '../definition.js';
import type { CompiledLock, Json } from '../machine.js';
import { quoted } from '../json/quoted.js';
import { after } from '../after.js';
import type { FieldOf, Flow } from './flow.js';

/** R16. */
export function compileLock(definition: LockDefinition, flow: Flow): CompiledLock {
  const { Policy = 'WAIT', TimeoutSeconds } = definition;
  const key = flow.field(keyField(definition));
  return {
    key: (scope) => after(key(scope), (found) => (found.ok ? { ok: true, value: found.value ?? '' } : found)),
    Policy,
    ...(TimeoutSeconds !== undefined && { TimeoutSeconds }),
  };
}

/** A number is taken as it is written. */
const keyField = ({ Key, KeyPath }: LockDefinition): FieldOf<string> => ({
  name: 'Key',
  location: 'Lock/Key',
  value: Key,
  path: KeyPath,
  expected: 'string',
  read: (found: Json) => (typeof found === 'string' || typeof found === 'number' ? String(found) : undefined),
  refuse: (found, path) => ({
    ok: false,
    error: 'States.Runtime',
    cause: `The KeyPath field refers to value "${quoted(found)}" which is not a valid string: ${path}`,
  }),
});
