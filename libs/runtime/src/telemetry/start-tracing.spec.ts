import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { continueTrace, currentTrace } from './spans.js';
import { startTracing } from './start-tracing.js';

const server = createServer();
afterEach(() => void server.close());

/** @returns what a collector is sent, as it is on the wire. */
async function collected(work: () => Promise<void>): Promise<{ request: IncomingMessage; body: string }> {
  const asked = new Promise<{ request: IncomingMessage; body: string }>((resolve) => {
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('latin1').on('data', (text: string) => void (body += text));
      request.on('end', () => {
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
        resolve({ request, body });
      });
    });
  });
  await new Promise<void>((up) => void server.listen(0, '127.0.0.1', up));
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const tracing = await startTracing('orders', process.env);
    await work();
    await tracing?.close();
  } finally {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  }
  return asked;
}

it('sends spans to the collector that the environment names, before the process ends', async () => {
  const facts = () => ({ name: 'an unmistakable name', kind: 'SERVER', attributes: {} }) as const;
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  let within: string | undefined;
  const { request, body } = await collected(() =>
    continueTrace({ traceparent }, facts, async () => void (within = currentTrace()?.traceparent)),
  );
  expect(request.url).toBe('/v1/traces');
  expect(body).toContain('an unmistakable name');
  expect(body).toContain('orders');
  expect(within).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/);
  expect(currentTrace()).toBeUndefined();
});
