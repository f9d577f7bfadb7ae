import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka } from '#kafka/testing';
import { ApiStage } from '../testing/api-stage.js';

let stage: ApiStage;

/** Nobody decides here: what is asked about is the wire alone. */
beforeAll(async () => {
  const broker = memoryBroker();
  stage = await ApiStage.open({ connect: () => memoryKafka(broker), settings: { answerMs: 200, partitions: 1 } });
});
afterAll(() => stage.close());

const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };

describe('an answer', () => {
  it('has the protocol’s content type and an id of its request', async () => {
    const { status, headers, body } = await stage.call('ListStateMachines');
    expect({ status, body }).toEqual({ status: 200, body: { stateMachines: [] } });
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('can be kept by nobody, framed by nobody and mistaken for nothing else', async () => {
    const { headers } = await stage.call('ListStateMachines');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('comes whatever the host is called: `sync-` prefixes and names below localhost', async () => {
    for (const host of ['sync-localhost:8083', 'sync-states.localhost', 'states.us-east-1.amazonaws.com'])
      expect(await statusFor(host)).toBe(200);
  });
});

describe('an error', () => {
  it('is in the protocol’s form', async () => {
    const { status, headers, body } = await stage.call('DescribeStateMachine', { stateMachineArn: 'x' });
    expect({ status, body }).toEqual({
      status: 400,
      body: {
        __type: 'com.amazonaws.swf.service.v2.model#InvalidArn',
        message: "Invalid Arn: 'Invalid ARN prefix: x'",
      },
    });
    expect(headers.get('x-amzn-errortype')).toBe('InvalidArn');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['an operation that there is not', () => stage.call('StartNothing'), 'UnknownOperationException'],
    ['no operation', () => stage.post('{}', JSON_1_0), 'UnknownOperationException'],
    [
      'another service',
      () => stage.post('{}', { ...JSON_1_0, 'x-amz-target': 'DynamoDB_20120810.ListTables' }),
      'UnknownOperationException',
    ],
    [
      'another protocol',
      () => stage.post('Action=ListStateMachines', { 'content-type': 'text/plain' }),
      'UnknownOperationException',
    ],
    ['no JSON', () => stage.call('ListStateMachines', '{"maxResults":'), 'SerializationException'],
    ['no object', () => stage.call('ListStateMachines', '[1]'), 'SerializationException'],
    ['a number for a text', () => stage.call('DescribeStateMachine', { stateMachineArn: 1 }), 'SerializationException'],
    ['nothing for what is required', () => stage.call('DescribeStateMachine'), 'ValidationException'],
    ['names of what every object has', () => stage.call('constructor'), 'UnknownOperationException'],
  ])('tells of %s', async (_, call, error) => {
    const { status, errorType } = await call();
    expect(status).toBe(400);
    expect(errorType?.split('#')[1]).toBe(error);
  });

  it('tells of a body that is too large', async () => {
    const { status, errorType } = await stage.call('CreateStateMachine', { definition: 'x'.repeat(2_200_000) });
    expect(status).toBe(413);
    expect(errorType).toContain('#RequestEntityTooLargeException');
  });

  it('tells to come again when nobody decides', async () => {
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Succeed' } } });
    const roleArn = 'arn:aws:iam::000000000000:role/any';
    const { status, headers, errorType } = await stage.call('CreateStateMachine', { name: 'a', definition, roleArn });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('1');
    expect(errorType).toContain('#ServiceUnavailable');
  });
});

describe('health', () => {
  it('is said to be live and ready, in plain JSON', async () => {
    for (const path of ['live', 'ready']) {
      const response = await fetch(`${stage.url}/health/${path}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ status: 'ok' });
    }
    const response = await fetch(`${stage.url}/health/nowhere`);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/json');
  });
});

function statusFor(host: string): Promise<number | undefined> {
  const headers = { ...JSON_1_0, host, 'x-amz-target': 'AWSStepFunctions.ListStateMachines' };
  return new Promise((resolve, reject) => {
    request(stage.url, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end('{}');
  });
}
