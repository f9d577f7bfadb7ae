import type { TestStateInput } from '@aws-sdk/client-sfn';
import { parseResource, type StateType } from '#asl';
import type { Json, JsonObject } from '#contracts';
import type { Mock } from './mock.js';
import { answerOf } from './models/answer-of.js';
import { misfit } from './models/misfit.js';
import { invalid, refused, type Refusal } from './refusal.js';
import type { StateUnderTest } from './state-under-test.js';

/** What is asked for, as far as it is understood. */
export interface Asked {
  readonly request: TestStateInput;
  readonly tested: StateUnderTest;
  readonly mock: Mock | undefined;
}

type Rule = (asked: Asked) => Refusal | undefined;

/** What only a mock gives a sense to, by the names that Step Functions has for it. */
const needsMock: Rule = ({ request: { mock, context, stateConfiguration } }) => {
  if (mock !== undefined) return undefined;
  const { mapIterationFailureCount, errorCausedByState, retrierRetryCount, mapItemReaderData } =
    stateConfiguration ?? {};
  const given = Object.entries({
    MapIterationFailureCount: mapIterationFailureCount,
    ErrorCausedByState: errorCausedByState,
    RetrierRetryCount: retrierRetryCount,
    MapItemReaderData: mapItemReaderData,
    Context: context,
  }).find(([, value]) => value !== undefined);
  return given && invalid(`TestState does not support ${given[0]} when a mock is not specified.`);
};

/** A literal of Step Functions', for either of them. */
const compoundNeedsMock: Rule = ({ request: { mock }, tested: { state } }) =>
  mock === undefined && (state.Type === 'Map' || state.Type === 'Parallel')
    ? refused(
        'InvalidDefinition',
        'TestState API does not support Map or Parallel states. Supported state types include: ' +
          '[Task, Wait, Pass, Succeed, Fail, Choice]',
      )
    : undefined;

const MOCKABLE: ReadonlySet<StateType> = new Set(['Task', 'Map', 'Parallel']);

const typeTakesMock: Rule = ({ request: { mock }, tested: { state } }) =>
  mock !== undefined && !MOCKABLE.has(state.Type)
    ? invalid(`State type '${state.Type}' is not supported when a mock is specified`)
    : undefined;

const secretsOrMock: Rule = ({ request: { mock, revealSecrets } }) =>
  mock !== undefined && revealSecrets
    ? invalid('TestState does not support RevealSecrets when a mock is specified.')
    : undefined;

const unmockedTaskHasRole: Rule = ({ request: { mock, roleArn }, tested: { state } }) =>
  mock === undefined && state.Type === 'Task' && roleArn === undefined
    ? invalid('RoleArn must be specified when testing a Task state')
    : undefined;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
const unmockedTaskIsCalledAtOnce: Rule = ({ request: { mock }, tested: { state } }) => {
  if (mock !== undefined || state.Type !== 'Task') return undefined;
  const resource = parseResource(state.Resource);
  const waits = resource?.kind === 'activity' || (resource && resource.pattern !== 'REQUEST_RESPONSE');
  return waits
    ? refused(
        'InvalidDefinition',
        'TestState API only supports Activity tasks and the .sync and .waitForTaskToken service integration patterns ' +
          'when a mock is specified',
      )
    : undefined;
};

/** What can be said before the mock is read; the first that holds is the answer. */
const BEFORE_MOCK = [
  needsMock,
  compoundNeedsMock,
  typeTakesMock,
  secretsOrMock,
  unmockedTaskHasRole,
  unmockedTaskIsCalledAtOnce,
];

const isList = (value: Json): boolean => Array.isArray(value);
const isObject = (value: Json): boolean => typeof value === 'object' && value !== null && !isList(value);

/** A Map whose results are written elsewhere has for its own result where that is. */
const resultHasItsKind: Rule = ({ mock, tested: { state, definition } }) => {
  if (mock === undefined || !('result' in mock) || state.Type === 'Task') return undefined;
  const writer = definition['ResultWriter'];
  const elsewhere = writer !== undefined && Object.hasOwn(writer as JsonObject, 'Resource');
  if (elsewhere) return isObject(mock.result) ? undefined : invalid('Mocked result must be a JSON object.');
  return isList(mock.result) ? undefined : invalid('Mocked result must be an array.');
};

const resultFitsApi: Rule = ({ mock, tested: { state } }) => {
  if (mock === undefined || !('result' in mock) || mock.validation === 'NONE' || state.Type !== 'Task')
    return undefined;
  const resource = parseResource(state.Resource);
  const expected = resource && answerOf(resource);
  if (expected === undefined) return undefined;
  if (!isObject(mock.result)) return invalid('Mocked result must be a JSON object.');
  const problem = misfit(mock.result, expected, mock.validation);
  return problem === undefined ? undefined : invalid(`Mock result schema validation error: ${problem}`);
};

const causeIsWithin: Rule = ({ request: { stateConfiguration }, tested: { definition } }) => {
  const name = stateConfiguration?.errorCausedByState;
  const { Branches, ItemProcessor, Iterator } = definition;
  const inner = Branches ?? ItemProcessor ?? Iterator;
  if (name === undefined || inner === undefined || hasState(inner, name)) return undefined;
  return invalid('State not found in definition');
};

function hasState(block: Json, name: string): boolean {
  if (Array.isArray(block)) return block.some((one: Json) => hasState(one, name));
  const states = (block as { readonly States: { readonly [name: string]: { readonly [field: string]: Json } } }).States;
  return (
    Object.hasOwn(states, name) ||
    Object.values(states).some(({ Branches, ItemProcessor, Iterator }) =>
      [Branches, ItemProcessor, Iterator].some((inner) => inner !== undefined && hasState(inner, name)),
    )
  );
}

const OF_MOCK = [resultHasItsKind, resultFitsApi, causeIsWithin];

const firstOf = (rules: readonly Rule[], asked: Asked): Refusal | undefined => {
  for (const rule of rules) {
    const refusal = rule(asked);
    if (refusal) return refusal;
  }
  return undefined;
};

export const refusalBeforeMock = (asked: Asked): Refusal | undefined => firstOf(BEFORE_MOCK, asked);
export const refusalOfMock = (asked: Asked): Refusal | undefined => firstOf(OF_MOCK, asked);
