import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '#contracts';
import { TestParticipant } from '#participant/testing';
import { OtherSide } from '../testing/other-side.js';
import { SfnModule } from './sfn.module.js';

let api: OtherSide;
let sfn: TestParticipant;

beforeAll(async () => {
  api = await new OtherSide().open();
  sfn = await TestParticipant.start(SfnModule.with({ endpoint: api.url }), { participant: 'sfn' });
});
afterAll(async () => {
  await sfn.close();
  await api.close();
});

const ask = (call: string, input: Json) => sfn.ask(sfn.command(`sfn.${call}`, input));
const answers = (body: object, status = 200) =>
  api.says(status, JSON.stringify(body), { 'x-amzn-requestid': 'r-1', 'content-type': 'application/x-amz-json-1.0' });

describe("a Task that asks Step Functions' API", () => {
  it('does so in the names of the API, and has the answer in those of the SDK', async () => {
    answers({ executions: [{ executionArn: 'arn:1', startDate: 1_800_000_000.5 }], nextToken: 'more' });
    expect(await ask('listExecutions', { StateMachineArn: 'arn:m', MaxResults: 1 })).toMatchObject({
      type: 'SendTaskSuccess',
      output: {
        Executions: [{ ExecutionArn: 'arn:1', StartDate: '2027-01-15T08:00:00.500Z' }],
        NextToken: 'more',
      },
    });
    expect(api.seen.at(-1)).toMatchObject({
      method: 'POST',
      headers: { 'x-amz-target': 'AWSStepFunctions.ListExecutions', 'content-type': 'application/x-amz-json-1.0' },
      body: '{"stateMachineArn":"arn:m","maxResults":1}',
    });
  });

  it('may give as JSON what the API takes as a text', async () => {
    answers({});
    const Definition = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
    await ask('createStateMachine', { Name: 'm', Definition, Tags: [{ Key: 'k', Value: 'v' }] });
    expect(JSON.parse(api.seen.at(-1)!.body)).toEqual({
      name: 'm',
      definition: JSON.stringify(Definition),
      tags: [{ key: 'k', value: 'v' }],
    });
  });

  it('reads names of states, and texts, as they are', async () => {
    answers({ variableReferences: { place: ['order'] }, definition: '{"startAt":1}' });
    expect((await ask('describeStateMachine', {})).output).toEqual({
      VariableReferences: { place: ['order'] },
      Definition: '{"startAt":1}',
    });
  });

  it.each([
    ['StateMachineDoesNotExist', 'Sfn.StateMachineDoesNotExistException'],
    ['ValidationException', 'Sfn.ValidationException'],
  ])('is refused with %s as the SDK tells it', async (type, error) => {
    answers({ __type: `com.amazonaws.swf.service.v2.model#${type}`, message: 'No' }, 400);
    expect(await ask('describeStateMachine', {})).toMatchObject({
      error,
      cause: 'No (Service: Sfn, Status Code: 400, Request ID: r-1) (SDK Attempt Count: 1)',
      outcome: 'refused',
    });
  });

  it('does not know what came of it where the API fails, or is not there', async () => {
    api.says(503, 'away');
    expect(await ask('tagResource', {})).toMatchObject({ error: 'Sfn.SfnException', outcome: 'unknown' });
    api.answer = (_, response) => void response.destroy();
    expect(await ask('tagResource', {})).toMatchObject({ error: 'Sfn.SdkClientException', outcome: 'unknown' });
  });
});
