import { randomUUID } from 'node:crypto';
import type { Json } from '#contracts';
import { parseJson } from './json-text.js';
import type { Call, Service } from './operation.js';
import { checkDefinition } from './check-definition.js';
import { setUpOf } from './set-up.js';
import { start } from './start.js';
import { STATE_NAME } from './test-state/state-under-test.js';
import type { Invoke } from './test-state/surroundings.js';
import { untilEnded } from './until-ended.js';

/**
 * Calls what a tested Task names as an execution does: by one, of an Express state machine that is made for it, and is gone
 * with its creation, so nothing is left behind by whoever is cut off. Whoever may do that may have any call made, so it
 * takes the right to change what can be run.
 */
export const callTask =
  (roleArn: string | undefined, service: Service, { signal, allow }: Call): Invoke =>
  async ({ resource, input, timeoutSeconds }) => {
    allow('admin');
    const { arns, inbox } = service;
    const name = `TestState-${randomUUID()}`;
    const limit = timeoutSeconds !== undefined && { TimeoutSeconds: timeoutSeconds };
    const task = { Type: 'Task', Resource: resource, ...limit, End: true };
    const definitionText = JSON.stringify({ StartAt: STATE_NAME, States: { [STATE_NAME]: task } });
    checkDefinition(definitionText, 'EXPRESS');
    const setUp = setUpOf({ roleArn });
    const created = { name, definitionText, machineType: 'EXPRESS', transient: true, ...setUp } as const;
    const { revision } = await inbox.ask(name, { type: 'CreateStateMachine', ...created });
    const target = { machine: { name, type: 'EXPRESS' }, revision, evenDeleted: true } as const;
    const given = { stateMachineArn: arns.stateMachine(name), input: JSON.stringify(input) };
    const { id } = await start(target, given, service);
    const { status, output, error, cause } = await untilEnded(id, service, signal);
    return status === 'SUCCEEDED' ? { ok: true, result: valueOf(output) } : { ok: false, error, cause };
  };

function valueOf(text: string | undefined): Json {
  const parsed = parseJson(text ?? 'null');
  return parsed.ok ? parsed.value : null;
}
