import type { CompensateDefinition } from '../definition.js';
import type { CompiledCompensate } from '../machine.js';
import { compileTemplate } from '../payload-template/compile-template.js';
import { withInput } from './input-output.js';

/** What undoes a step. In its `Parameters`, `$` is `{input, output, error}` of the step (R6). */
export function compileCompensate(definition: CompensateDefinition): CompiledCompensate {
  const { Resource, Parameters, Retry, TimeoutSeconds, HeartbeatSeconds } = definition;
  const template = Parameters === undefined ? undefined : compileTemplate(Parameters);
  return {
    Resource,
    input: (scope, undo) => (template === undefined ? { ok: true, value: undo } : template(withInput(scope, undo))),
    ...(Retry !== undefined && { Retry }),
    ...(TimeoutSeconds !== undefined && { TimeoutSeconds }),
    ...(HeartbeatSeconds !== undefined && { HeartbeatSeconds }),
  };
}
