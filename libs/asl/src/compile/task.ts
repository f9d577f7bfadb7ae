import type { TaskDefinition } from '../definition.js';
import type { CompiledState } from '../machine.js';
import { named, transition, type Compiling } from './common.js';
import { flowOf } from './flow.js';
import { compileHandlers } from './handlers.js';
import { compileLock } from './lock.js';
import { compileSeconds } from './seconds.js';

/** https://states-language.net/spec.html#task-state */
export function compileTask(name: string, definition: TaskDefinition, { language }: Compiling): CompiledState<'Task'> {
  const { Resource, SagaRole, Lock, CompensateOnFailure = false } = definition;
  const { TimeoutSeconds, TimeoutSecondsPath, HeartbeatSeconds, HeartbeatSecondsPath } = definition;
  const flow = flowOf(definition, language);
  return {
    ...named(name, definition),
    ...transition(definition),
    ...compileHandlers(definition, flow),
    Resource,
    effectiveInput: flow.given(definition),
    output: flow.result(definition),
    timeoutSeconds: compileSeconds(flow, 'TimeoutSeconds', TimeoutSeconds, TimeoutSecondsPath),
    heartbeatSeconds: compileSeconds(flow, 'HeartbeatSeconds', HeartbeatSeconds, HeartbeatSecondsPath),
    CompensateOnFailure,
    ...(SagaRole && { SagaRole }),
    ...(Lock && { lock: compileLock(Lock, flow) }),
  };
}
