import { parseResource, type CompiledState, type Json } from '#asl';
import { invalid } from '../refusal.js';
import { noteInput, noteResult } from '../stages.js';
import type { Invoked } from '../surroundings.js';
import { failedToEvaluate, left, type Outcome, type Trial } from '../trial.js';
import type { TestOf } from './test-of.js';

export const testTask: TestOf<'Task'> = async (state, trial) => {
  await noteInput(trial, 'afterInputPath', 'afterParameters');
  const input = await state.effectiveInput(trial.scope());
  if (!input.ok) return failedToEvaluate(input);
  if (trial.tested.language === 'JSONata') trial.note('afterArguments', input.value);
  for (const limit of [state.timeoutSeconds, state.heartbeatSeconds]) {
    const seconds = await limit(trial.scope());
    if (!seconds.ok) return failedToEvaluate(seconds);
  }
  const answer = await answerTo(state, input.value, trial);
  if ('kind' in answer) return answer;
  if (!answer.ok) return { kind: 'failed', error: answer.error, cause: answer.cause };
  trial.note('result', answer.result);
  await noteResult(trial, answer.result);
  return left(await state.output(trial.scope(), answer.result), state.Next);
};

/** The mock's, or that of whom the Task calls. */
async function answerTo(state: CompiledState<'Task'>, input: Json, trial: Trial): Promise<Invoked | Outcome> {
  const { mock, surroundings } = trial;
  if (mock !== undefined) return 'result' in mock ? mock : { ...mock.errorOutput, ok: false };
  const resource = parseResource(state.Resource);
  if (resource === undefined || surroundings.invoke === undefined)
    return { kind: 'refused', refusal: invalid(`TestState cannot call '${state.Resource}' here. Specify a mock.`) };
  return surroundings.invoke(resource, input);
}
