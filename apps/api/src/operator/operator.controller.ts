import { All, Controller, Inject, Req, Res } from '@nestjs/common';
import { allow, type Caller } from '../access/caller.js';
import { admit } from '../access/door.js';
import { isNear } from '../access/is-near.js';
import { Api } from '../api.js';
import { bytesOf } from '../wire/headers.js';
import { headerOf, type HttpReply, type HttpRequest } from '../wire/http.js';
import { securityHeaders } from '../wire/security-headers.js';
import { documents } from './documents.js';
import { ENDPOINTS } from './endpoints.js';
import { isStream, type Endpoint, type Stream } from './endpoint.js';
import { findEndpoint } from './find-endpoint.js';
import { Problem } from './problem.js';
import { readRequest } from './read-request.js';
import { sendEvents, type SentEvent } from './send-events.js';

const PREFIX = '/api';

/** What operators get beyond Step Functions: all endpoints, behind one door. */
@Controller('api')
export class OperatorController {
  readonly #endpoints: readonly (Endpoint | Stream)[];
  #streams = 0;

  constructor(@Inject(Api) private readonly api: Api) {
    this.#endpoints = [...ENDPOINTS, ...documents(api.settings)];
  }

  @All(['', '*'])
  async answer(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const { api } = this;
    const path = request.url.split('?')[0]!.slice(PREFIX.length);
    // Nobody is told what there is before he is let in.
    const asking = `${request.method} ${PREFIX}${path}`;
    const caller = await admit(api.door, request, { role: 'reader', action: asking, basic: true });
    if (!caller && !isNear(headerOf(request, 'host'))) throw farHost(headerOf(request, 'host'));
    const found = findEndpoint(this.#endpoints, request.method, path);
    const { endpoint } = found;
    allow(caller, { role: endpoint.role, action: endpoint.name });
    const checked = signedBy(caller, readRequest(found, request));
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, api.closing, ...endOf(caller)]);
    const asked = { ...checked, signal, lastEventId: headerOf(request, 'last-event-id') };
    const { id } = (checked.params ?? {}) as { readonly id?: string };
    const shown = <T>(answer: T): T => (isDocument(endpoint) ? answer : api.settings.redaction.shown(answer, id));
    if (isStream(endpoint))
      return this.#stream(shownEach(await endpoint.open(asked as never, api.operator), shown), reply, signal);
    if (endpoint.open && headerOf(request, 'accept')?.includes('text/event-stream'))
      return this.#stream(shownEach(await endpoint.open(asked, api.operator), shown), reply, signal);
    const answer = shown(await endpoint.run(asked, api.operator));
    if (gone.signal.aborted) return;
    reply.header('content-type', 'application/json; charset=utf-8').send(bytesOf(answer as object));
  }

  async #stream(events: AsyncIterable<SentEvent>, reply: HttpReply, signal: AbortSignal): Promise<void> {
    const { live } = this.api.settings;
    if (this.#streams >= live.mostStreams)
      throw new Problem('away', `${this.#streams} streams are open already.`, { headers: { 'retry-after': '5' } });
    this.#streams += 1;
    reply.hijack();
    try {
      await sendEvents(reply.raw, events, { ...live, headers: securityHeaders, signal });
    } catch (err) {
      // Its answer has begun: it is cut off, and the client comes back.
      this.api.log.warn({ err }, 'A stream of events was cut off');
    } finally {
      this.#streams -= 1;
    }
  }
}

async function* shownEach(events: AsyncIterable<SentEvent>, shown: <T>(answer: T) => T): AsyncGenerator<SentEvent> {
  for await (const event of events) yield shown(event);
}

/** It describes answers, and is none. */
const isDocument = (endpoint: Endpoint | Stream): boolean => !ENDPOINTS.includes(endpoint);

/** What is recorded of a caller is not only what he says of himself. */
function signedBy<T extends { readonly body: object | undefined }>(caller: Caller | undefined, checked: T): T {
  const { body } = checked;
  if (!caller || !body || !('by' in body)) return checked;
  return { ...checked, body: { ...body, by: `${String(body.by)} (${caller.is})` } };
}

/** Nobody follows a stream for longer than his token is good. */
const endOf = (caller: Caller | undefined): AbortSignal[] =>
  caller?.until === undefined
    ? []
    : [AbortSignal.timeout(Math.max(0, Math.min(caller.until - Date.now(), 2 ** 31 - 1)))];

const farHost = (host: string | undefined): Problem =>
  new Problem('not-allowed', `Access is open to this machine only, and '${host ?? ''}' is not a name of it.`, {
    next: 'Call it as localhost or by its address, or set BACKSTEP_ACCESS_KEYS or BACKSTEP_OIDC_ISSUER.',
  });
