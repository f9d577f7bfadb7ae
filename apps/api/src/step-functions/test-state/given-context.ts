import { parseResource } from '#asl';
import type { Json, JsonObject } from '#contracts';
import type { JsonTexts } from './json-texts.js';
import { invalid, type Refusal } from './refusal.js';
import type { StateUnderTest } from './state-under-test.js';

type Kind = 'string' | 'integer' | 'any';
type Fields = { readonly [field: string]: Kind };

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
const CONTEXT: { readonly [section: string]: Fields } = {
  Execution: {
    Id: 'string',
    Input: 'any',
    Name: 'string',
    RoleArn: 'string',
    StartTime: 'string',
    RedriveCount: 'integer',
    RedriveTime: 'string',
  },
  StateMachine: { Id: 'string', Name: 'string' },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'integer' },
  Task: { Token: 'string' },
};

/** The context object that the request gives, taken as it stands. */
export function givenContext(text: string, tested: StateUnderTest, texts: JsonTexts): Given | Refusal {
  const context = texts.read(text);
  const problem = problemOf(context, tested);
  return problem === undefined
    ? { ok: true, context: context as JsonObject }
    : invalid(`Invalid Context object provided: ${problem}`);
}

interface Given {
  readonly ok: true;
  readonly context: JsonObject;
}

function problemOf(context: Json | undefined, tested: StateUnderTest): string | undefined {
  if (!isObject(context)) return 'Context object must be a JSON object';
  for (const [section, value] of Object.entries(context)) {
    const problem = ofSection(section, value);
    if (problem !== undefined) return problem;
  }
  return 'Task' in context && !waits(tested) ? TASK_THAT_DOES_NOT_WAIT : undefined;
}

function ofSection(section: string, value: Json): string | undefined {
  if (section === 'Map') return "'Map' field is not supported when mocking a Context object";
  if (!Object.hasOwn(CONTEXT, section)) return notAllowed(section);
  if (!isObject(value)) return mustBe(section, 'an object');
  const fields = CONTEXT[section]!;
  for (const [name, item] of Object.entries(value)) {
    if (!Object.hasOwn(fields, name)) return notAllowed(name);
    if (!IS[fields[name]!](item)) return mustBe(`${section}.${name}`, CALLED[fields[name]!]);
  }
  return undefined;
}

const IS: { readonly [K in Kind]: (value: Json) => boolean } = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  any: () => true,
};

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const notAllowed = (name: string): string => `Field '${name}' is not allowed`;
/** Recorded of a string; the others are named as mocked results name them, where an integer is a number. */
const CALLED: { readonly [K in Kind]: string } = { string: 'a string', integer: 'a number', any: 'anything' };
const mustBe = (path: string, kind: string): string => `${path} must be ${kind}`;

const TASK_THAT_DOES_NOT_WAIT =
  "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service " +
  'integration pattern';

const waits = ({ state }: StateUnderTest): boolean =>
  state.Type === 'Task' && (parseResource(state.Resource)?.pattern ?? 'REQUEST_RESPONSE') !== 'REQUEST_RESPONSE';
