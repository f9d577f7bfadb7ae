import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka } from '#kafka/testing';
import { ApiStage } from '../testing/api-stage.js';

let stage: ApiStage;
/** Whose clients have 300 ms to send a request: too little for those of a slow machine that mean well. */
let hasty: ApiStage;

beforeAll(async () => {
  const broker = memoryBroker();
  const open = (more: object) =>
    ApiStage.open({ connect: () => memoryKafka(broker), settings: { answerMs: 200, partitions: 1, ...more } });
  stage = await open({});
  hasty = await open({ requestMs: 300 });
});
afterAll(() => Promise.all([stage.close(), hasty.close()]));

interface Answered {
  readonly status: number;
  readonly head: string;
  readonly body: { readonly [field: string]: unknown };
}

/** What comes back of bytes that no client of HTTP would send, until the connection is closed. */
function raw(bytes: string, { url } = stage): Promise<Answered> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (more) => void (text += more));
    socket.on('error', reject).on('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n');
      resolve({
        status: Number(head.slice(9, 12)),
        head: head.toLowerCase(),
        body: JSON.parse(body || '{}') as Answered['body'],
      });
    });
  });
}

const get = (path: string, more = '') =>
  raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${more}\r\n`);
const post = (path: string, more = '', body = '') =>
  raw(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${more}\r\n${body}`);
const bomb = Array.from({ length: 300 }, (_, i) => `X-Bomb-${i}: ${'x'.repeat(100)}\r\n`).join('');
const large = 3 * 1_048_576;

/** In whose words, and with which status. */
function formOf({ status, head, body }: Answered): string {
  expect(head).toContain('x-content-type-options: nosniff');
  if (head.includes('content-type: application/problem+json')) {
    expect(body).toMatchObject({
      status,
      type: expect.stringContaining('urn:backstep:problem:'),
      next: expect.any(String),
    });
    return `${status} problem`;
  }
  if (head.includes('content-type: application/x-amz-json-1.0')) {
    expect(body['__type']).toMatch(/^com\.amazon/);
    return `${status} ${String(body['__type']).split('#')[1]}`;
  }
  return `${status} ${JSON.stringify(body)}`;
}

describe('an operator is told in a problem', () => {
  it.each([
    ['of a path that cannot be decoded', () => get('/api/executions/%zz'), 400],
    ['of a path that is half decoded', () => get('/api/executions/%E0%A4%A'), 400],
    ['of a path that leads out of it', () => get('/api/../../etc/passwd'), 404],
    ['of one that does so encoded', () => get('/api/executions/..%2f..%2fmetrics'), 404],
    ['of an endless path', () => get(`/api/executions/${'a'.repeat(9_000)}`), 400],
    ['of a header bomb', () => get('/api/executions', bomb), 431],
    [
      'of too large a body',
      () => post('/api/bulk/stop', `Content-Type: application/json\r\nContent-Length: ${large}\r\n`, 'x'.repeat(large)),
      413,
    ],
    [
      'of a body in a form',
      () => post('/api/bulk/stop', 'Content-Type: text/plain\r\nContent-Length: 2\r\n', '{}'),
      415,
    ],
    ['of a length that is none', () => post('/api/bulk/stop', 'Content-Length: two\r\n', '{}'), 400],
    ['of two lengths', () => post('/api/bulk/stop', 'Content-Length: 2\r\nContent-Length: 3\r\n', '{}'), 400],
    [
      'of a method that there is not',
      () => raw('DELETE /api/executions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
      405,
    ],
  ])('%s', async (_, ask, status) => {
    expect(formOf(await ask())).toBe(`${status} problem`);
  });
});

describe('everybody else is told in Step Functions’ words', () => {
  it.each([
    ['of a path that cannot be decoded', () => post('/%zz'), '400 UnknownOperationException'],
    ['of a path that there is not', () => get('/../../etc/passwd'), '400 UnknownOperationException'],
    ['of a header bomb', () => post('/', bomb), '431 RequestEntityTooLargeException'],
    ['of something that is no HTTP', () => raw('HELO backstep\r\n\r\n'), '400 SerializationException'],
    [
      'of a method that nobody knows',
      () => raw('FETCH / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
      '400 SerializationException',
    ],
    [
      'of a body that says two lengths',
      () => post('/', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '{}'),
      '400 SerializationException',
    ],
    [
      'of another protocol',
      () => post('/', 'Content-Type: text/xml\r\nContent-Length: 4\r\n', '<a/>'),
      '400 UnknownOperationException',
    ],
  ])('%s', async (_, ask, form) => {
    expect(formOf(await ask())).toBe(form);
  });
});

describe('a slow client', () => {
  const json = 'Content-Type: application/json\r\nContent-Length: 10\r\n';
  it.each([
    ['that does not end its headers', 'POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
    ['that does not send its body', `POST /api/bulk/stop HTTP/1.1\r\nHost: localhost\r\n${json}\r\n{`],
  ])(
    '%s is sent away',
    async (_, bytes) => {
      expect(formOf(await raw(bytes, hasty))).toBe('408 SerializationException');
    },
    20_000,
  );

  it('keeps nobody else waiting', async () => {
    const endless = 'POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ';
    const slow = Promise.all(Array.from({ length: 20 }, () => raw(endless, hasty)));
    expect((await hasty.call('ListStateMachines')).status).toBe(200);
    await slow;
  }, 20_000);
});
