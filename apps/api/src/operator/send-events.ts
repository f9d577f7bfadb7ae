import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** One event of a stream. Without data it only says from where to go on. */
export interface SentEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data?: object;
}

export interface Streaming {
  readonly headers: Readonly<Record<string, string>>;
  /** A comment so often, so that proxies and clients see that it is alive. */
  readonly heartbeatMs: number;
  /** How long a client may take none of what waits for it. */
  readonly patienceMs: number;
  /** Aborted when the client is gone, or this process ends. */
  readonly signal: AbortSignal;
}

/**
 * Sends events as they come, until there are no more. The next one is asked for when the client has taken the one before,
 * so nothing gathers here for who is slow; who takes nothing for too long is dropped, and comes back with `Last-Event-ID`.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function sendEvents(
  response: ServerResponse,
  events: AsyncIterable<SentEvent>,
  { headers, heartbeatMs, patienceMs, signal }: Streaming,
): Promise<void> {
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  });
  response.write(': so it begins\nretry: 1000\n\n');
  const heartbeat = setInterval(() => {
    // Not even the last heartbeats were taken.
    if (response.writableNeedDrain) response.destroy();
    else response.write(': alive\n\n');
  }, heartbeatMs);
  try {
    for await (const event of events) {
      if (signal.aborted) break;
      if (!response.write(textOf(event))) await once(response, 'drain', { signal: within(patienceMs, signal) });
    }
    response.end();
  } catch (error) {
    response.destroy();
    if (!isAbort(error)) throw error;
  } finally {
    clearInterval(heartbeat);
  }
}

const within = (ms: number, signal: AbortSignal): AbortSignal => AbortSignal.any([AbortSignal.timeout(ms), signal]);
const isAbort = (error: unknown): boolean => (error as Error).name === 'AbortError';

/** JSON has no line ends of its own, so that one line of data is enough. */
function textOf({ id, event, data }: SentEvent): string {
  const lines = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(data === undefined ? [] : [`data: ${JSON.stringify(data)}`]),
  ];
  return `${lines.join('\n')}\n\n`;
}
