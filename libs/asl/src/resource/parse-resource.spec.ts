import { describe, expect, it } from '@jest/globals';
import { parseResource } from './parse-resource.js';

describe('a resource', () => {
  it.each<[text: string, resource: object]>([
    ['kafka:order.place', { kind: 'kafka', participant: 'order', command: 'place', pattern: 'REQUEST_RESPONSE' }],
    ['kafka:order.place.waitForTaskToken', { kind: 'kafka', pattern: 'WAIT_FOR_TASK_TOKEN' }],
    ['arn:aws:lambda:eu-west-1:123456789012:function:pay', { kind: 'lambda', functionName: 'pay' }],
    ['arn:aws:lambda:eu-west-1:123456789012:function:pay:$LATEST', { kind: 'lambda', functionName: 'pay' }],
    ['arn:aws-cn:states:cn-north-1:123456789012:activity:greet', { kind: 'activity', name: 'greet' }],
    [
      'arn:aws:states:::lambda:invoke',
      { kind: 'service', service: 'lambda', api: 'invoke', pattern: 'REQUEST_RESPONSE' },
    ],
    ['arn:aws:states:::states:startExecution.sync', { kind: 'service', api: 'startExecution', pattern: 'SYNC' }],
    ['arn:aws:states:::states:startExecution.sync:2', { kind: 'service', api: 'startExecution', pattern: 'SYNC_2' }],
    ['arn:aws:states:::sqs:sendMessage.waitForTaskToken', { kind: 'service', pattern: 'WAIT_FOR_TASK_TOKEN' }],
    ['arn:aws:states:::http:invoke', { kind: 'service', service: 'http' }],
    ['arn:aws:states:::billing:charge', { kind: 'service', service: 'billing', api: 'charge' }],
    ['arn:aws:states:::aws-sdk:sfn:startExecution', { kind: 'aws-sdk', service: 'sfn', api: 'startExecution' }],
    [
      'arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken',
      { kind: 'aws-sdk', pattern: 'WAIT_FOR_TASK_TOKEN' },
    ],
  ])('%s is known', (text, resource) => {
    expect(parseResource(text)).toMatchObject(resource);
  });

  it.each([
    '',
    'order.place',
    'kafka:order',
    'kafka:Order.place',
    'kafka:order.place.sync',
    'arn:aws:states:::dynamodb:query',
    'arn:aws:states:::sqs:sendMessage.sync',
    'arn:aws:states:::aws-sdk:sfn',
    'arn:aws:states:::aws-sdk:sfn:listExecutions.sync',
    'arn:aws:lambda:x',
    'arn:aws:states:::lambda',
    'kafka:__proto__.constructor',
  ])('%j is not', (text) => {
    expect(parseResource(text)).toBeUndefined();
  });
});
