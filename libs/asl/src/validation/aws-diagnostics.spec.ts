import { describe, expect, it } from '@jest/globals';
import { machineOf, task } from '../testing/signup.js';
import { awsDiagnostics, invalidDefinition } from './aws-diagnostics.js';
import { validate, validateState } from './validate.js';

type Fields = Record<string, unknown>;
const pass = (more: Fields = {}): Fields => ({ Type: 'Pass', End: true, ...more });
const jsonata = (more: Fields): Fields => ({ ...machineOf(pass(more)), QueryLanguage: 'JSONata' });

/** Recorded on AWS, or measured there with ValidateStateMachineDefinition. */
const ANSWERS: readonly (readonly [definition: unknown, answer: string])[] = [
  [{}, 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'],
  [{ States: { A: pass() } }, 'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /'],
  [
    machineOf({ Type: 'Nope', End: true }),
    "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/Only/Type",
  ],
  [
    machineOf(pass({ TimeoutSeconds: 5 })),
    "SCHEMA_VALIDATION_FAILED: Field 'TimeoutSeconds' is not supported at /States/Only",
  ],
  [
    machineOf(task({ Resource: 'arn:aws:states:::dynamodb:query' })),
    'SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/Only/Resource',
  ],
  [
    machineOf(task({ Resource: 'order.place' })),
    'SCHEMA_VALIDATION_FAILED: Value is not a valid resource ARN at /States/Only/Resource',
  ],
  [
    machineOf(task({ Credentials: { Role: 'x' } })),
    "SCHEMA_VALIDATION_FAILED: The field 'RoleArn' is required but was missing at /States/Only/Credentials",
  ],
  [
    machineOf({ Type: 'Wait', Timestamp: '2016-13-05T21:29:29Z', End: true }),
    'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/Only/Timestamp',
  ],
  [
    machineOf({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s', End: true }),
    'SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/Only',
  ],
  [
    machineOf({ Type: 'Parallel', Branches: [], End: true }),
    'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/Only/Branches',
  ],
  [
    machineOf(pass({ Parameters: { 'a.$': 'b' } })),
    "SCHEMA_VALIDATION_FAILED: The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/Only/Parameters",
  ],
  [
    machineOf({ Type: 'Choice', Choices: [{ Variable: 'a', IsNull: true, Next: 'Only' }] }),
    "SCHEMA_VALIDATION_FAILED: Value is not a Reference Path: Reference path didn't start with '$' at /States/Only/Choices[0]/Variable",
  ],
  [
    machineOf(task({ Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] })),
    'SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at /States/Only/Retry[0]/ErrorEquals',
  ],
  [
    machineOf(task({ TimeoutSeconds: 0 })),
    'SCHEMA_VALIDATION_FAILED: Minimum value is 1 at /States/Only/TimeoutSeconds',
  ],
  [
    { ...machineOf(pass()), QueryLanguage: 5 },
    'SCHEMA_VALIDATION_FAILED: Expected value of type [STRING] at /QueryLanguage',
  ],
  [
    { ...machineOf(pass()), QueryLanguage: 'jsonata' },
    'SCHEMA_VALIDATION_FAILED: Value should be one of the following: [JSONPath, JSONata] at /QueryLanguage',
  ],
  [
    machineOf({ Type: 'Pass', Next: 'Nope' }),
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: Nope at /States/Only/Next",
  ],
  [{ StartAt: 'Nope', States: { A: pass() } }, "MISSING_TRANSITION_TARGET: Missing 'Next' target: Nope at /StartAt"],
  [
    machineOf(pass({ Assign: { states: 1 } })),
    "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/Only/Assign",
  ],
  [
    machineOf(pass({ Assign: { 'a.b': 1 } })),
    "INVALID_VARIABLE_NAME: Invalid variable name 'a.b': the variable name contains invalid characters. at /States/Only/Assign",
  ],
  [jsonata({ Output: '{% 1 + %}' }), 'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/Only/Output'],
  [
    jsonata({ Output: { v: '{% phone %}' } }),
    "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/Only/Output/v",
  ],
  [
    jsonata({ Output: '{% $$ %}' }),
    "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/Only/Output",
  ],
  [
    jsonata({ Output: '{% $states.errorOutput.Cause %}' }),
    "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/Only/Output",
  ],
  [
    jsonata({ Output: '{% 1' }),
    'SCHEMA_VALIDATION_FAILED: JSONata string must start with {% and end with %} at /States/Only/Output',
  ],
];

const express = (Resource: string): string =>
  invalidDefinition(validate(machineOf(task({ Resource })), { type: 'EXPRESS' }));

describe('the answer of Step Functions', () => {
  it.each(ANSWERS)('to %j', (definition, answer) => {
    expect(invalidDefinition(validate(definition))).toBe(`Invalid State Machine Definition: '${answer}'`);
  });

  it('names what an EXPRESS state machine cannot do', () => {
    expect(express('arn:aws:states:::sqs:sendMessage.waitForTaskToken')).toBe(
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Express state machine does not support '.waitForTaskToken' service integration  at /States/Only/Resource'",
    );
    expect(express('arn:aws:states:us-east-1:111122223333:activity:a')).toBe(
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Express state machine does not support Activity ARN at /States/Only/Resource'",
    );
    expect(express('arn:aws:states:::states:startExecution.sync:2')).toContain(
      "does not support '.sync' service integration ",
    );
  });

  it('to a state by itself calls it StateName, and does not ask where it leads', () => {
    expect(validateState({ Type: 'Pass', Next: 'Elsewhere' })).toEqual([]);
    expect(invalidDefinition(validateState({ Type: 'Parallel', Branches: [], End: true }))).toBe(
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/StateName/Branches'",
    );
  });

  it('lists what is wrong with an object before what is wrong with its fields, and targets last', () => {
    const definition = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', QueryLanguage: 'jsonata', InputPath: '$.a', Next: 'Nope' },
        B: { Type: 'Map', MaxConcurrency: -1, Next: 'A', Nope: 1 },
      },
    };
    expect(awsDiagnostics(validate(definition)).map(({ message, location }) => `${message} ${location}`)).toEqual([
      "The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage /States/A",
      'Value should be one of the following: [JSONPath, JSONata] /States/A/QueryLanguage',
      "Field 'Nope' is not supported /States/B",
      'This object should have only one of the following fields: [ItemProcessor, Iterator] /States/B',
      'Minimum value is 0 /States/B/MaxConcurrency',
      "Missing 'Next' target: Nope /States/A/Next",
    ]);
  });

  it('names expressions only where nothing else is wrong', () => {
    const definition = { ...jsonata({ Output: '{% a %}', Nope: 1 }) };
    expect(awsDiagnostics(validate(definition)).map(({ message }) => message)).toEqual([
      "Field 'Nope' is not supported",
    ]);
  });

  it('is in our words where AWS has none', () => {
    const definition = machineOf(pass({ Parameters: { 'a.$': '$', a: 1 } }));
    expect(awsDiagnostics(validate(definition))).toEqual([
      {
        code: 'SCHEMA_VALIDATION_FAILED',
        message: expect.stringMatching(/^A JSON object MUST NOT/u),
        location: '/States/Only/Parameters/a.$',
      },
    ]);
  });
});
