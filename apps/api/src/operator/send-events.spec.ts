import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#kafka/testing';
import { EventSource } from '../testing/event-source.js';
import { sendEvents, type SentEvent } from './send-events.js';

/** Endless and large: more than sockets hold. */
async function* flood(given: { count: number }): AsyncGenerator<SentEvent> {
  for (;;) {
    given.count += 1;
    yield { id: String(given.count), data: { large: 'x'.repeat(100_000) } };
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function* trickle(): AsyncGenerator<SentEvent> {
  for (let n = 0; ; n++) {
    yield { id: String(n), data: { n } };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

let server: Server;
let url: string;
const given = { count: 0 };
const ended: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const events = request.url === '/flood' ? flood(given) : trickle();
    const streaming = { headers: {}, heartbeatMs: 10_000, patienceMs: 100, signal: gone.signal };
    void sendEvents(response, events, streaming).then(() => ended.push(request.url ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

describe('a client', () => {
  it('that takes nothing is dropped with little in memory, and the others go on', async () => {
    const other = await EventSource.open(`${url}/trickle`);
    const slow = await EventSource.open(`${url}/flood`);
    slow.stall();
    await until('the slow one is dropped', () => ended.includes('/flood'));
    const { count } = given;
    const heard = other.heard.length;
    await until('the other one hears more', () => other.heard.length > heard + 3);
    expect(given.count).toBe(count);
    expect(other.isOver).toBe(false);
    other.close();
    slow.close();
    await until('it is noticed that it went', () => ended.includes('/trickle'));
  });
});
