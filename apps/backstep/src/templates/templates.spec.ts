import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#contracts';
import { examine } from '../machines/problems.js';
import { parseTemplate } from './parse-template.js';
import { activitiesIn, stateMachinesIn } from './state-machines-in.js';
import type { Template } from './template.js';

const ORDERS = fileURLToPath(new URL('testing/Orders.template.json', import.meta.url));

const reading = {
  arns: { region: 'eu-central-1', account: '123456789012' },
  parameters: {},
  stack: 'shop',
  file: 'stacks/template.yaml',
  read: (file: string): string => {
    throw new Error(`Nobody reads ${file}`);
  },
};
const found = (text: string, more: Partial<typeof reading> = {}) =>
  stateMachinesIn(parseTemplate(text) as unknown as Template, { ...reading, ...more });
const only = (text: string, more: Partial<typeof reading> = {}) => found(text, more)[0]!;

const machine = (properties: string): string => `
Resources:
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
${properties.replaceAll(/^/gm, '      ')}
  Charge: { Type: AWS::Serverless::Function, Properties: { FunctionName: !Sub "charge-\${Stage}" } }
  Box: { Type: AWS::SQS::Queue }
Parameters:
  Stage: { Type: String, Default: test }
  Token: { Type: String }
Conditions:
  Live: !Equals [!Ref Stage, live]
Mappings:
  Limits: { test: { most: 3 }, live: { most: 100 } }
`;
const task = (resource: string): string => `Definition:
  StartAt: Charge
  States:
    Charge: { Type: Task, Resource: ${resource}, End: true }`;
const resourceOf = (text: string, more: Partial<typeof reading> = {}) =>
  ((only(text, more).definition as JsonObject)['States'] as { Charge: JsonObject }).Charge['Resource'];

describe('a template', () => {
  // Written by aws-cdk-lib 2: a LambdaInvoke in both of its forms, a Catch, an Express machine that starts another one.
  it('that CDK has synthesized gives its state machines, as CloudFormation would name them', () => {
    const machines = stateMachinesIn(JSON.parse(readFileSync(ORDERS, 'utf8')) as Template, reading);
    expect(machines.map(({ name, machineType }) => [name, machineType])).toEqual([
      ['orders', undefined],
      ['child', undefined],
      ['Parent8B210403', 'EXPRESS'],
    ]);
    expect(machines.map(({ definition }) => examine(definition).ok)).toEqual([true, true, true]);
    expect(machines[0]!.definition).toMatchObject({
      States: {
        Charge: { Resource: 'arn:aws:lambda:eu-central-1:123456789012:function:charge' },
        Ship: {
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: 'arn:aws:lambda:eu-central-1:123456789012:function:ship' },
        },
      },
    });
    expect(machines[2]!.definition).toMatchObject({
      States: {
        StartChild: {
          Parameters: { StateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:child' },
        },
      },
    });
  });

  it('names the activities that it has, where their conditions hold', () => {
    const text = `
Resources:
  Approve: { Type: AWS::StepFunctions::Activity, Properties: { Name: !Sub "approve-\${Stage}" } }
  Pack: { Type: AWS::StepFunctions::Activity, Properties: { Name: pack }, Condition: Live }
  Box: { Type: AWS::SQS::Queue }
Parameters: { Stage: { Type: String, Default: test } }
Conditions: { Live: !Equals [!Ref Stage, live] }
`;
    const named = (parameters = {}) =>
      activitiesIn(parseTemplate(text) as unknown as Template, { ...reading, parameters });
    expect(named()).toEqual(['approve-test']);
    expect(named({ Stage: 'live' })).toEqual(['approve-live', 'pack']);
  });

  it('of SAM may have its definition inline, with substitutions of its own', () => {
    const text = machine(`Name: flow
Type: EXPRESS
DefinitionSubstitutions: { ChargeArn: !GetAtt Charge.Arn }
${task("'${ChargeArn}'")}`);
    expect(only(text)).toMatchObject({ name: 'flow', machineType: 'EXPRESS' });
    expect(resourceOf(text)).toBe('arn:aws:lambda:eu-central-1:123456789012:function:charge-test');
  });

  it('may have it in a file beside it, where substitutions need no quotes', () => {
    const files: string[] = [];
    const read = (file: string): string => {
      files.push(file);
      return '{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": ${most}, "End": true}}}';
    };
    const text = machine(`DefinitionUri: flow.asl.json
DefinitionSubstitutions: { most: !FindInMap [Limits, !Ref Stage, most] }`);
    expect(only(text, { read }).definition).toMatchObject({ States: { A: { Seconds: 3 } } });
    expect(files).toEqual(['stacks/flow.asl.json']);
  });

  it.each([
    ['!Ref Charge', 'charge-test'],
    ['!Ref Box', 'Box'],
    ['!GetAtt Box.Arn', 'arn:aws:sqs:eu-central-1:123456789012:Box'],
    [
      '!Sub "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:${!x}"',
      'arn:aws:states:eu-central-1:123456789012:${x}',
    ],
    ['!Sub ["${a}-${Stage}", {a: !Select [1, !Split ["/", "x/y/z"]]}]', 'y-test'],
    ['!Join [":", [kafka, !Ref Stage, 1]]', 'kafka:test:1'],
    ['!If [Live, kafka:live, kafka:test]', 'kafka:test'],
    ['!Ref AWS::StackName', 'shop'],
    ['kafka:order.place', 'kafka:order.place'],
  ])('resolves %s', (resource, expected) => {
    expect(resourceOf(machine(task(resource)))).toBe(expected);
  });

  it('takes parameters that are given, and conditions by them', () => {
    const text = machine(task('!If [Live, kafka:live, kafka:test]'));
    expect(resourceOf(text, { parameters: { Stage: 'live' } })).toBe('kafka:live');
    expect(
      found(text.replace('Serverless::StateMachine\n', 'Serverless::StateMachine\n    Condition: Live\n')),
    ).toEqual([]);
  });

  it('leaves out what has no value', () => {
    const text = machine(`${task('kafka:a.b')}\n  Comment: !If [Live, "for all", !Ref "AWS::NoValue"]`);
    expect(Object.keys(only(text).definition as JsonObject)).toEqual(['StartAt', 'States']);
  });

  it.each([
    [task('!Ref Token'), "The template's parameter Token has no default."],
    [task('!Ref Nobody'), 'The template refers to Nobody, which it does not have.'],
    [task('!GetAtt Box.QueueUrl'), 'Box.QueueUrl cannot be known outside of AWS.'],
    [task('!ImportValue other-stack'), 'Fn::ImportValue cannot be known outside of AWS.'],
    ['DefinitionUri: s3://bucket/flow.json', 'The definition of Flow is not in the template.'],
    ['DefinitionString: "{"', 'The DefinitionString of Flow is neither JSON nor YAML'],
    [`Name: !Sub "\${Flow}"\n${task('kafka:a.b')}`, 'The template refers to itself.'],
  ])('says what it cannot do: %s', (properties, message) => {
    expect(() => found(machine(properties))).toThrow(message);
  });
});
