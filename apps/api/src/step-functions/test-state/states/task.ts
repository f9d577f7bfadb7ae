import { invalid } from '../refusal.js';
import { noteInput, noteResult } from '../stages.js';
import type { Called, Invoked } from '../surroundings.js';
import { failedToEvaluate, left, type Outcome, type Trial } from '../trial.js';
import type { TestOf } from './test-of.js';

export const testTask: TestOf<'Task'> = async (state, trial) => {
  await noteInput(trial, 'afterInputPath', 'afterParameters');
  const input = await state.effectiveInput(trial.scope());
  if (!input.ok) return failedToEvaluate(input);
  if (trial.tested.language === 'JSONata') trial.note('afterArguments', input.value);
  const timeout = await state.timeoutSeconds(trial.scope());
  if (!timeout.ok) return failedToEvaluate(timeout);
  const heartbeat = await state.heartbeatSeconds(trial.scope());
  if (!heartbeat.ok) return failedToEvaluate(heartbeat);
  const called = { resource: state.Resource, input: input.value, timeoutSeconds: timeout.value };
  const answer = await answerTo(called, trial);
  if ('kind' in answer) return answer;
  if (!answer.ok) return { kind: 'failed', error: answer.error, cause: answer.cause };
  trial.note('result', answer.result);
  await noteResult(trial, answer.result);
  return left(await state.output(trial.scope(), answer.result), state.Next);
};

/** The mock's, or that of whom the Task calls. */
async function answerTo(called: Called, { mock, surroundings }: Trial): Promise<Invoked | Outcome> {
  if (mock !== undefined) return 'result' in mock ? mock : { ...mock.errorOutput, ok: false };
  if (surroundings.invoke === undefined)
    return { kind: 'refused', refusal: invalid(`TestState cannot call '${called.resource}' here. Specify a mock.`) };
  return surroundings.invoke(called);
}
