import type { CompiledState } from '#asl';
import type { Json } from '#contracts';
import { stateNameOf } from '../path.js';
import type { Enter } from './enter-state.js';
import { failedToEvaluate, happened, tooLarge, type Entry, type StateResult } from './state-result.js';

/** https://states-language.net/spec.html#task-state */
export const enterTask: Enter<'Task'> = async (state, entry) => {
  const input = await state.effectiveInput(entry.scope);
  if (!input.ok) return failedToEvaluate(entry, input);
  const problem = tooLarge(stateNameOf(entry.position.state), input.value, entry.position.input);
  return problem ? { ok: false, problem } : scheduleTask(state, entry, { attempt: 1, input: input.value });
};

/** Every attempt of a visit sends the same input, as it has the same id: its participant may have done it already. */
export async function scheduleTask(
  state: CompiledState<'Task'>,
  entry: Entry,
  { attempt, input }: { attempt: number; input: Json },
): Promise<StateResult> {
  const timeout = await state.timeoutSeconds(entry.scope);
  if (!timeout.ok) return failedToEvaluate(entry, timeout);
  const heartbeat = await state.heartbeatSeconds(entry.scope);
  if (!heartbeat.ok) return failedToEvaluate(entry, heartbeat);
  const { state: path, visit } = entry.position;
  return happened({
    type: 'TaskScheduled',
    state: path,
    visit,
    attempt,
    resource: state.Resource,
    input,
    ...(timeout.value !== undefined && { dueAt: entry.at + timeout.value * 1000 }),
    ...(heartbeat.value !== undefined && { heartbeatSeconds: heartbeat.value }),
    ...(state.Compensate && { compensable: true }),
    ...(state.SagaRole === 'PIVOT' && { role: state.SagaRole }),
  });
}
