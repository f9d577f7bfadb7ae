import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '#contracts';
import { TestParticipant } from '#participant/testing';
import { httpSettingsFrom } from '../configuration.js';
import { OtherSide } from '../testing/other-side.js';
import { connections } from './connection.js';
import { HttpModule } from './http.module.js';

let other: OtherSide;
let http: TestParticipant;
/** Which waits 300 ms for an answer: on a slow machine none may come in time. */
let hasty: TestParticipant;
let guarded: TestParticipant;

const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };

beforeAll(async () => {
  other = await new OtherSide().open();
  const settings = {
    ...httpSettingsFrom({
      BACKSTEP_HTTP_ALLOW: '127.0.0.1',
      BACKSTEP_HTTP_RESPONSE_BYTES: '1000',
    }),
    connections: connections('{"stripe": {"headers": {"Authorization": "Bearer secret"}, "query": {"v": "3"}}}'),
  };
  http = await TestParticipant.start(HttpModule.with(settings), { participant: 'http' });
  const inAHurry = HttpModule.with({ ...settings, timeoutMs: 300 });
  hasty = await TestParticipant.start(inAHurry, { participant: 'http' });
  guarded = await TestParticipant.start(HttpModule.with(httpSettingsFrom({})), { participant: 'http' });
});
afterAll(async () => {
  await http.close();
  await hasty.close();
  await guarded.close();
  await other.close();
});

const call = (more: JsonObject = {}, by = http) => {
  const input: Json = { ApiEndpoint: `${other.url}/v1/things`, Method: 'GET', ...more };
  return by.ask(by.command('http.invoke', input));
};

describe('an HTTP call as an undo', () => {
  it('is made for what another participant did, and not for a call of its own that was never sent', async () => {
    other.says(200, '{}');
    const before = other.seen.length;
    const input: Json = { ApiEndpoint: `${other.url}/v1/refunds`, Method: 'POST' };
    const own = http.command('http.invoke', input);
    expect(await http.ask({ ...http.undoOf(own, 'http.invoke'), input })).toMatchObject({ output: null });
    expect(await http.ask(own)).toMatchObject({ error: 'Participant.Compensated' });
    expect(other.seen.length).toBe(before);
    const undo = { ...http.undoOf(http.command('order.place', {}), 'http.invoke'), elsewhere: true as const };
    expect(await http.ask({ ...undo, input })).toMatchObject({ output: { StatusCode: 200 } });
    expect(other.seen.length).toBe(before + 1);
  });
});

describe('an HTTP call', () => {
  it('gives status, headers and body', async () => {
    other.says(201, '{"id": 7}', { ...JSON_TYPE, 'X-Kind': 'thing' });
    const { output } = await call();
    expect(output).toMatchObject({
      Headers: { 'Content-Type': ['application/json; charset=utf-8'], 'X-Kind': ['thing'] },
      ResponseBody: { id: 7 },
      StatusCode: 201,
      StatusText: 'Created',
    });
  });

  it('gives a body that is not JSON as text', async () => {
    other.says(200, 'h\xe9', { 'Content-Type': 'text/plain; charset=iso-8859-1' });
    other.answer = (_, response) =>
      void response.writeHead(200, { 'Content-Type': 'text/plain; charset=iso-8859-1' }).end(Buffer.from([0x68, 0xe9]));
    expect((await call()).output).toMatchObject({ ResponseBody: 'hé' });
    other.says(200, '{oops', JSON_TYPE);
    expect((await call()).output).toMatchObject({ ResponseBody: '{oops' });
  });

  it('sends method, query, headers and JSON', async () => {
    other.says(200, '');
    await call({
      ApiEndpoint: `${other.url}/v1/things?a=1`,
      Method: 'POST',
      QueryParameters: { q: 'x y', list: [1, 2] },
      Headers: { 'X-Trace': 'abc', Accept: ['text/plain', 'text/html'] },
      RequestBody: { amount: 7 },
    });
    expect(other.seen.at(-1)).toMatchObject({
      method: 'POST',
      url: '/v1/things?a=1&q=x+y&list=1&list=2',
      headers: {
        'x-trace': 'abc',
        accept: 'text/plain, text/html',
        'content-type': 'application/json',
        'content-length': '12',
      },
      body: '{"amount":7}',
    });
  });

  it('sends a form where that is asked for', async () => {
    other.says(200, '');
    const Transform = { RequestBodyEncoding: 'URL_ENCODED', RequestEncodingOptions: { ArrayFormat: 'BRACKETS' } };
    await call({ Method: 'POST', RequestBody: { a: ['x', 'y'] }, Transform });
    expect(other.seen.at(-1)).toMatchObject({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a%5B%5D=x&a%5B%5D=y',
    });
  });

  it('adds what its connection holds, which no history shows', async () => {
    other.says(200, '');
    const ConnectionArn = 'arn:aws:events:us-east-1:123456789012:connection/stripe/0b1c';
    await call({ Authentication: { ConnectionArn } });
    expect(other.seen.at(-1)).toMatchObject({ url: '/v1/things?v=3', headers: { authorization: 'Bearer secret' } });
    expect(await call({ Authentication: { ConnectionArn: 'other' } })).toMatchObject({
      error: 'Events.ConnectionResource.NotFound',
      outcome: 'refused',
    });
  });

  it.each<[string, JsonObject]>([
    ['another protocol', { ApiEndpoint: 'file:///etc/passwd' }],
    ['no URL', { ApiEndpoint: 'things' }],
    ['a password in the URL', { ApiEndpoint: 'https://me:secret@example.org' }],
    ['no method of HTTP', { Method: 'CONNECT' }],
    ['a header that is not the author’s to set', { Headers: { Host: 'example.org' } }],
    ['a header with a line break', { Headers: { 'X-A': 'b\r\nX-C: d' } }],
    ['a form of a text', { RequestBody: 'a', Transform: { RequestBodyEncoding: 'URL_ENCODED' } }],
  ])('is not made with %s', async (_, input) => {
    const before = other.seen.length;
    expect(await call(input)).toMatchObject({ error: 'States.Runtime', outcome: 'refused' });
    expect(other.seen.length).toBe(before);
  });
});

describe('an HTTP call fails', () => {
  it.each([
    [404, 'refused'],
    [408, 'unknown'],
    [500, 'unknown'],
  ])('with status %d, and the outcome is %s', async (status, outcome) => {
    other.says(status, 'why not');
    expect(await call()).toMatchObject({ error: `States.Http.StatusCode.${status}`, cause: 'why not', outcome });
  });

  it('with a redirect, which nobody follows', async () => {
    other.says(302, '', { Location: `${other.url}/elsewhere` });
    const before = other.seen.length;
    expect(await call()).toMatchObject({ error: 'States.Http.StatusCode.302', outcome: 'refused' });
    expect(other.seen.length).toBe(before + 1);
  });

  it('without an answer in time, or with half of one', async () => {
    other.answer = () => undefined;
    expect(await call({}, hasty)).toMatchObject({ error: 'States.Http.Socket', outcome: 'unknown' });
    other.answer = (_, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('half');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await call()).toMatchObject({ error: 'States.Http.Socket', outcome: 'unknown' });
  });

  it('with more than may be read, or with what is no text', async () => {
    other.answer = (_, response) => {
      response.writeHead(200);
      for (let i = 0; i < 100; i += 1) response.write('a'.repeat(1_000));
      response.end();
    };
    expect(await call()).toMatchObject({ error: 'States.DataLimitExceeded', outcome: 'unknown' });
    other.says(200, 'GIF89a', { 'Content-Type': 'image/gif' });
    expect(await call()).toMatchObject({ error: 'States.Runtime', outcome: 'unknown' });
  });
});

describe('without anything said, an HTTP call goes', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0.0.0.0', '127.1'])(
    'not to %s',
    async (host) => {
      const before = other.seen.length;
      const input = { ApiEndpoint: `http://${host}:${other.port}/`, Method: 'GET' };
      expect(await guarded.ask(guarded.command('http.invoke', input))).toMatchObject({
        error: 'States.Permissions',
        cause: expect.stringContaining('BACKSTEP_HTTP_ALLOW'),
        outcome: 'refused',
      });
      expect(other.seen.length).toBe(before);
    },
  );
});
