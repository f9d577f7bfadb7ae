import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka } from '#kafka/testing';
import { ApiStage } from '../testing/api-stage.js';
import { Operators } from '../testing/operators.js';

let stage: ApiStage;
let closed: ApiStage;
let operators: Operators;

/** Nobody decides here: what is asked about is the door alone. */
beforeAll(async () => {
  const open = (environment: Record<string, string>) => {
    const broker = memoryBroker();
    const settings = { answerMs: 200, partitions: 1 };
    return ApiStage.open({ connect: () => memoryKafka(broker), settings, environment });
  };
  stage = await open({});
  closed = await open({ BACKSTEP_ACCESS_KEYS: 'READER:a-long-secret:reader,OPERATOR:b-long-secret:operator' });
  operators = new Operators(stage);
});
afterAll(() => Promise.all([stage.close(), closed.close()]));

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

describe('a request that is not right', () => {
  it.each([
    ['/executions?limit=0', 'query.limit'],
    ['/executions?limit=x', 'query.limit'],
    ['/executions?limit=1&limit=2', 'query.limit'],
    ['/executions?status=ODD', 'query.status'],
    ['/executions?startedFrom=yesterday', 'query.startedFrom'],
    ['/executions?attributes=x', 'query.attributes'],
    ['/executions?attributes={"a":{}}', 'query.attributes'],
    ['/executions?needsAttention=yes', 'query.needsAttention'],
    ['/executions?nothing=1', 'query'],
    ['/executions/x', 'path.id'],
  ])('%s is told what of it is wrong', async (path, where) => {
    const { status, headers, body } = await operators.get(path);
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 400, type: 'application/problem+json' });
    expect(body).toMatchObject({ type: 'urn:backstep:problem:invalid-request', status: 400, errors: [{ where }] });
    expect(body['next']).toBeTruthy();
  });

  it.each([
    ['/nowhere', 404],
    ['/executions/a%3Ab/nothing', 404],
    ['/executions/..%2F..%2Fetc%2Fpasswd', 404],
    ['', 404],
  ])('%s is a problem as well', async (path, status) => {
    const told = await operators.get(path);
    expect(told.status).toBe(status);
    expect(told.body).toMatchObject({ status, next: expect.any(String) });
  });

  it('is refused by the router where its path is not encoded', async () => {
    expect((await operators.get('/executions/%E0%A4%A/events')).status).toBe(400);
  });

  it('has another method, another type, no JSON, or too much of it', async () => {
    const path = '/executions/a%3Ab/stop';
    const wrong = await operators.get(path);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await operators.post(path, '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await operators.post(path, '{}', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(
      415,
    );
    expect(await operators.post(path, '{"by":')).toMatchObject({ status: 400 });
    expect(await operators.post(path, '[]')).toMatchObject({ status: 400 });
    expect(await operators.post(path, { why: 'x'.repeat(2_200_000) })).toMatchObject({ status: 413 });
  });

  it('waits for nobody who does not decide', async () => {
    const { status, body } = await operators.get('/executions/a%3Ab');
    expect({ status, body }).toMatchObject({ status: 404, body: { title: 'It does not exist' } });
  });

  it('cannot be loaded, framed or kept by a page', async () => {
    const { headers } = await operators.get('/executions');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('access', () => {
  const doors = () => new Operators(closed, basic('READER', 'a-long-secret'));
  const asked = (headers: Record<string, string>) => doors().get('/executions', headers);
  const stopped = (headers: Record<string, string>) =>
    doors().post('/executions/a%3Ab/stop', { by: 'ada', why: 'x' }, { 'content-type': 'application/json', ...headers });

  it('is open on this machine alone, which is said at start', async () => {
    expect(stage.told.map(({ message }) => message)).toContainEqual(expect.stringContaining('Access is open'));
    expect(closed.told.map(({ message }) => message)).not.toContainEqual(expect.stringContaining('Access is open'));
    expect(await statusFor('evil.example:8083')).toBe(403);
    expect(await statusFor('localhost:8083')).toBe(200);
    expect(await statusFor('[::1]:8083')).toBe(200);
  });

  it('is for those who have a key, as far as its role goes', async () => {
    expect(await asked({})).toMatchObject({ status: 401, body: { type: 'urn:backstep:problem:who-are-you' } });
    expect((await asked({})).headers.get('www-authenticate')).toContain('Basic');
    expect((await asked(basic('READER', 'wrong-secret'))).status).toBe(401);
    expect((await asked(basic('NOBODY', 'a-long-secret'))).status).toBe(401);
    expect((await asked({ authorization: 'Basic ???' })).status).toBe(401);
    expect((await asked(basic('READER', 'a-long-secret'))).status).toBe(200);
    expect(await stopped(basic('READER', 'a-long-secret'))).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('StopExecution') },
    });
    expect((await stopped(basic('OPERATOR', 'b-long-secret'))).status).toBe(404);
    const nowhere = await doors().get('/nowhere');
    expect(nowhere.status).toBe(401);
  });

  it('has the caller’s key recorded beside what he says of himself', async () => {
    const sent: { by?: string }[] = [];
    const { operator } = closed.api;
    const details = { id: 'a:b', status: 'RUNNING', compensationStatus: 'NONE', startedAt: 0, attributes: {} };
    const { views, inbox } = operator;
    Object.assign(operator, {
      views: {
        ...views,
        execution: () => Promise.resolve({ ...details, stateMachine: 'a', name: 'b', revision: 1, redriveCount: 0 }),
      },
      inbox: { ask: (_: string, message: { by?: string }) => Promise.resolve(void sent.push(message)) },
    });
    expect((await stopped(basic('OPERATOR', 'b-long-secret'))).status).toBe(200);
    Object.assign(operator, { views, inbox });
    expect(sent).toMatchObject([{ by: 'ada (key OPERATOR)' }]);
  });

  it('takes secrets as they are for operators’ paths only', async () => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AWSStepFunctions.ListStateMachines',
    };
    const { status } = await closed.post('{}', { ...headers, ...basic('OPERATOR', 'b-long-secret') });
    expect(status).toBe(400);
  });
});

function statusFor(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${stage.url}/api/executions`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
