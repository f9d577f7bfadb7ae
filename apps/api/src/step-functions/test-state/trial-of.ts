import type { TestStateInput } from '@aws-sdk/client-sfn';
import type { JsonObject } from '#contracts';
import { givenContext } from './given-context.js';
import type { JsonTexts } from './json-texts.js';
import { madeContext } from './made-context.js';
import { mockOf } from './mock.js';
import { invalid, refused, type Refusal } from './refusal.js';
import { refusalBeforeMock, refusalOfMock } from './refusals.js';
import { stateUnderTest } from './state-under-test.js';
import type { Surroundings } from './surroundings.js';
import { Trial } from './trial.js';

/** What a request asks to be tried, or why that cannot be. */
export function trialOf(request: TestStateInput, surroundings: Surroundings, texts: JsonTexts): Trial | Refusal {
  const tested = stateUnderTest(request.definition ?? '', request.stateName, texts);
  if (!tested.ok) return tested;
  const early = refusalBeforeMock({ request, tested, mock: undefined });
  if (early) return early;
  const mock = request.mock && mockOf(request.mock, texts);
  if (mock?.ok === false) return mock;
  const late = refusalOfMock({ request, tested, mock });
  if (late) return late;
  const input = texts.read(request.input ?? '{}');
  if (input === undefined)
    return refused('InvalidExecutionInput', "Invalid State Machine Execution Input: 'the input is not valid JSON'");
  const given = request.context === undefined ? undefined : givenContext(request.context, tested, texts);
  if (given?.ok === false) return given;
  const variables = texts.read(request.variables ?? '{}');
  if (typeof variables !== 'object' || variables === null || Array.isArray(variables))
    return invalid('Variables must be a JSON object');
  const configuration = request.stateConfiguration ?? {};
  const told = { input, roleArn: request.roleArn, retryCount: configuration.retrierRetryCount ?? 0 };
  const context = given?.context ?? madeContext(tested, told, surroundings);
  const data = { input, context, variables: variables as JsonObject };
  return new Trial({ tested, mock, configuration }, data, surroundings, texts);
}
