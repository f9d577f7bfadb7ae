import { lookup as resolve, type LookupAddress } from 'node:dns';
import { request as overHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { AddressGuard } from './address-guard.js';

export interface Asked {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Bounds {
  readonly signal: AbortSignal;
  /** Of the body; a longer one is not read. */
  readonly mostBytes: number;
  readonly timeoutMs?: number;
  readonly guard?: AddressGuard;
}

export interface Answered {
  readonly status: number;
  readonly statusText: string;
  /** By their names as they were sent. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly header: (name: string) => string | undefined;
  /** Absent: it is longer than may be read. */
  readonly body?: Buffer;
}

/** The address is not one that may be reached: nothing was sent. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/**
 * One request and its answer, on a connection of its own, so that none fails because the other side has closed it since.
 * Redirects are answers like any other.
 * @throws AddressRefused, TimedOut, or what the network says.
 */
export async function exchange(asked: Asked, bounds: Bounds): Promise<Answered> {
  const { guard = () => true, timeoutMs } = bounds;
  const host = asked.url.hostname.replace(/^\[|\]$/gu, '');
  // What is an address already is looked up by nobody.
  if (isIP(host) !== 0 && !guard(host)) throw new AddressRefused(refusalOf(host, [host]));
  const late = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const signal = late ? AbortSignal.any([bounds.signal, late]) : bounds.signal;
  try {
    return await read(await send(asked, { guard, signal }), bounds.mostBytes);
  } catch (error) {
    if (late?.aborted && !bounds.signal.aborted) throw new TimedOut(`no answer within ${timeoutMs} ms`);
    throw error;
  }
}

type Sending = { readonly guard: AddressGuard; readonly signal: AbortSignal };

function send({ url, method, headers, body }: Asked, { guard, signal }: Sending): Promise<IncomingMessage> {
  return new Promise((done, reject) => {
    const options: RequestOptions = { method, headers, signal, agent: false, lookup: guarded(guard) };
    const request = (url.protocol === 'https:' ? overHttps : overHttp)(url, options, done);
    request.once('error', reject);
    request.once('socket', (socket) =>
      socket.once('connect', () => {
        const { remoteAddress = '' } = socket;
        if (!guard(remoteAddress)) request.destroy(new AddressRefused(refusalOf(url.hostname, [remoteAddress])));
      }),
    );
    request.end(body);
  });
}

/** The name is looked up once, and the connection goes to what was checked: a second answer of the DNS has no say. */
const guarded =
  (guard: AddressGuard): LookupFunction =>
  (name, options, tell) =>
    resolve(name, { ...options, all: true }, (error, found) => {
      if (error) return tell(error, []);
      const may = found.filter(({ address }) => guard(address));
      const [first] = may;
      if (!first) return tell(new AddressRefused(refusalOf(name, found.map(addressOf))), []);
      return options.all ? tell(null, may) : tell(null, first.address, first.family);
    });

const addressOf = ({ address }: LookupAddress): string => address;

const refusalOf = (host: string, addresses: readonly string[]): string =>
  `${host} is at ${addresses.join(', ')}, which is not a public address; BACKSTEP_HTTP_ALLOW can allow it`;

async function read(message: IncomingMessage, mostBytes: number): Promise<Answered> {
  const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = message;
  const headers = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? ''] as const] : []));
  const header = (name: string): string | undefined =>
    headers.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      message.destroy();
      return { status, statusText, headers, header };
    }
    chunks.push(chunk);
  }
  return { status, statusText, headers, header, body: Buffer.concat(chunks) };
}
