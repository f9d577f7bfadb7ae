import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Json } from '#contracts';
import { TestParticipant } from '#participant/testing';
import { OtherSide } from '../testing/other-side.js';
import { LambdaModule } from './lambda.module.js';

let other: OtherSide;
let lambda: TestParticipant;

beforeAll(async () => {
  other = await new OtherSide().open();
  lambda = await TestParticipant.start(LambdaModule.at(`${other.url}/`), { participant: 'lambda' });
});
afterAll(async () => {
  await lambda.close();
  await other.close();
});

afterEach(() => void jest.restoreAllMocks());

const ask = (input: Json, said = {}) => lambda.ask(lambda.command('lambda.invoke', input, said));

describe("Lambda's Invoke", () => {
  it('is called by the name of the function, with its payload', async () => {
    other.says(200, '{"paid": true}', {
      'x-amz-executed-version': '7',
      'x-amzn-requestid': 'r-1',
      'content-length': '14',
    });
    expect(await ask({ FunctionName: 'pay', Payload: { amount: 7 } })).toMatchObject({
      type: 'SendTaskSuccess',
      output: {
        ExecutedVersion: '7',
        Payload: { paid: true },
        SdkHttpMetadata: {
          AllHttpHeaders: { 'X-Amz-Executed-Version': ['7'], 'x-amzn-RequestId': ['r-1'] },
          HttpHeaders: { 'X-Amz-Executed-Version': '7', 'Content-Length': '14' },
          HttpStatusCode: 200,
        },
        SdkResponseMetadata: { RequestId: 'r-1' },
        StatusCode: 200,
      },
    });
    expect(other.seen.at(-1)).toMatchObject({
      method: 'POST',
      url: '/2015-03-31/functions/pay/invocations',
      headers: { 'content-type': 'application/json' },
      body: '{"amount":7}',
    });
  });

  it.each([
    ['arn:aws:lambda:us-east-1:123456789012:function:pay', '/2015-03-31/functions/pay/invocations'],
    ['arn:aws:lambda:us-east-1:123456789012:function:pay:PROD', '/2015-03-31/functions/pay/invocations?Qualifier=PROD'],
    ['pay:$LATEST', '/2015-03-31/functions/pay/invocations?Qualifier=%24LATEST'],
  ])('of %s is %s', async (FunctionName, url) => {
    other.says(200, 'null');
    await ask({ FunctionName });
    expect(other.seen.at(-1)).toMatchObject({ url, body: '{}' });
  });

  it('is given type, log, context and qualifier as they were asked for', async () => {
    other.answer = (_, response) => void response.writeHead(202, { 'x-amz-log-result': 'bG9n' }).end();
    const reply = await ask({
      FunctionName: 'pay',
      Qualifier: '3',
      InvocationType: 'Event',
      LogType: 'Tail',
      ClientContext: { custom: 1 },
      Payload: '"as it is"',
    });
    expect(other.seen.at(-1)).toMatchObject({
      url: '/2015-03-31/functions/pay/invocations?Qualifier=3',
      headers: {
        'x-amz-invocation-type': 'Event',
        'x-amz-log-type': 'Tail',
        'x-amz-client-context': Buffer.from('{"custom":1}').toString('base64'),
      },
      body: '"as it is"',
    });
    expect(reply.output).toMatchObject({ LogResult: 'bG9n', StatusCode: 202 });
    expect(reply.output).not.toHaveProperty('Payload');
  });

  it('is not called for what is no name', async () => {
    const before = other.seen.length;
    expect(await ask({ FunctionName: '../../secrets' })).toMatchObject({
      error: 'Lambda.AWSLambdaException',
      outcome: 'refused',
    });
    expect(await ask('pay')).toMatchObject({ error: 'States.Runtime', outcome: 'refused' });
    expect(other.seen.length).toBe(before);
  });
});

describe('a function that raises', () => {
  const raises = (body: string) => other.says(200, body, { 'x-amz-function-error': 'Unhandled' });

  it('refuses, with its own error and with what it wrote', async () => {
    raises('{"errorMessage": "No", "errorType": "CardDeclined"}');
    expect(await ask({ FunctionName: 'pay' })).toMatchObject({
      error: 'CardDeclined',
      cause: '{"errorMessage": "No", "errorType": "CardDeclined"}',
      outcome: 'refused',
    });
  });

  it.each([
    ['{"errorType": "Sandbox.Timedout", "errorMessage": "Task timed out"}', 'Sandbox.Timedout'],
    ['{"errorType": "Runtime.ExitError"}', 'Runtime.ExitError'],
    ['{"errorMessage": "Task timed out after 3.00 seconds"}', 'Lambda.Unknown'],
  ])('because it was cut off may have done something: %s', async (body, error) => {
    raises(body);
    expect(await ask({ FunctionName: 'pay' })).toMatchObject({ error, outcome: 'unknown' });
  });
});

describe('Lambda itself', () => {
  it('refuses what is not there in its own words', async () => {
    other.says(404, '{"Message": "Function not found: pay", "Type": "User"}', {
      'x-amzn-errortype': 'ResourceNotFoundException:http://internal',
      'x-amzn-requestid': 'r-2',
    });
    expect(await ask({ FunctionName: 'pay' })).toMatchObject({
      error: 'Lambda.ResourceNotFoundException',
      cause:
        'Function not found: pay (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; ' +
        'Request ID: r-2; Proxy: null)',
      outcome: 'refused',
    });
  });

  it('has no name of its own for who may not call it', async () => {
    other.says(403, '{"Message": "not authorized"}', { 'x-amzn-errortype': 'AccessDeniedException' });
    expect(await ask({ FunctionName: 'pay' })).toMatchObject({
      error: 'Lambda.AWSLambdaException',
      cause: expect.stringMatching(/^not authorized \(Service: AWSLambda; .*Error Code: AccessDeniedException;/u),
    });
  });

  it.each([
    [429, 'Lambda.TooManyRequestsException', 'refused'],
    [502, 'Lambda.ServiceException', 'unknown'],
  ])('says %d as %s, and the outcome is %s', async (status, error, outcome) => {
    other.says(status, 'busy');
    expect(await ask({ FunctionName: 'pay' })).toMatchObject({ error, outcome });
  });

  it('whose answer is too large has done its work', async () => {
    other.says(200, 'a'.repeat(257 * 1024));
    expect(await ask({ FunctionName: 'pay' })).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'pay' returned a result with a size exceeding the maximum number of bytes service limit.",
      outcome: 'unknown',
    });
  });

  it('whose answer is lost is asked once, and nobody knows what it did', async () => {
    other.answer = (_, response) => void response.destroy();
    const before = other.seen.length;
    expect(await ask({ FunctionName: 'pay' })).toMatchObject({
      error: 'Lambda.SdkClientException',
      outcome: 'unknown',
    });
    expect(other.seen.length).toBe(before + 1);
  });

  it('that is not done by the deadline is no longer waited for', async () => {
    let now = Date.now();
    const deadline = now + 20;
    // It passes when the function was asked, and not before, however slow the machine is.
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    other.answer = () => void (now = deadline);
    const said = { deadline: new Date(deadline).toISOString() };
    expect(await ask({ FunctionName: 'pay' }, said)).toMatchObject({ error: 'States.Timeout', outcome: 'unknown' });
  });

  it('leaves no dead letter: the reply says it all', () => expect(lambda.deadLetters).toEqual([]));
});

describe('a function as an undo', () => {
  it('runs for what another participant did, and not for a call that was refused here', async () => {
    other.says(200, 'null');
    const calls = () => other.seen.length;
    const elsewhere = lambda.command('order.place', {});
    const before = calls();
    const undoOfOther = { ...lambda.undoOf(elsewhere, 'lambda.invoke'), elsewhere: true as const };
    await lambda.ask({ ...undoOfOther, input: { FunctionName: 'refund' } });
    expect(calls()).toBe(before + 1);

    other.says(404, '{}');
    const refused = lambda.command('lambda.invoke', { FunctionName: 'pay' });
    await lambda.ask(refused);
    const undo = { ...lambda.undoOf(refused, 'lambda.invoke'), input: { FunctionName: 'refund' } };
    expect(await lambda.ask(undo)).toMatchObject({ type: 'SendTaskSuccess', output: null });
    expect(calls()).toBe(before + 2);
  });
});

describe('an endpoint where nobody is', () => {
  it('is an unknown outcome', async () => {
    const gone = await new OtherSide().open();
    const { url } = gone;
    await gone.close();
    const alone = await TestParticipant.start(LambdaModule.at(url), { participant: 'lambda' });
    expect(await alone.ask(alone.command('lambda.invoke', { FunctionName: 'pay' }))).toMatchObject({
      error: 'Lambda.SdkClientException',
      outcome: 'unknown',
    });
    await alone.close();
  });
});
