import { AsyncLocalStorage } from 'node:async_hooks';
import {
  context,
  createTraceState,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import { traceContextOf, type TraceContext } from '#contracts';
import { derivedIds, type SpanIds } from './derived-ids.js';

const NAME = 'backstep';

export interface SpanFacts {
  readonly name: string;
  readonly kind: 'SERVER' | 'CLIENT' | 'CONSUMER' | 'INTERNAL';
  readonly attributes: Attributes;
}

export interface OpeningFacts extends SpanFacts {
  readonly parent?: TraceContext | undefined;
  readonly ids: SpanIds;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly links?: readonly TraceContext[];
}

/** A span that goes on for as long as what it tells of, in this process or the next. */
export interface OpenSpan {
  readonly context: TraceContext;
  event(name: string, at: number, attributes?: Attributes): void;
  /** @param error its name, if it went wrong */
  end(at: number, attributes?: Attributes, error?: string): void;
}

/** Nobody listens: undefined. */
function tracer(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider ? provider.getDelegateTracer(NAME) : provider.getTracer(NAME);
}

/** Whether there is somebody to tell. */
export const isTracing = (): boolean => tracer() !== undefined;

/** Begins a span that ends much later. Not to be called where `isTracing` says no. */
export function openSpan(facts: OpeningFacts): OpenSpan {
  const { name, kind, attributes, parent, ids, at: startTime, links = [] } = facts;
  const options = {
    kind: SpanKind[kind],
    attributes,
    startTime,
    links: links.flatMap((link) => contextOf(link) ?? []).map((linked) => ({ context: linked })),
  };
  const within = parent ? below(parent) : ROOT_CONTEXT;
  const span = derivedIds.with(ids, () => trace.getTracer(NAME).startSpan(name, options, within));
  return {
    context: said(span.spanContext()),
    event: (what, at, more = {}) => void span.addEvent(what, more, at),
    end: (at, more = {}, error) => {
      span.setAttributes(more);
      if (error !== undefined) blame(span, error);
      span.end(at);
    },
  };
}

/** Where nobody listens, what came in is passed on. */
const passing = new AsyncLocalStorage<TraceContext>();

/** What a span has to tell besides its facts. */
export interface Told {
  /** It was answered with this error. */
  failed(error: string): void;
}

const NOBODY: Told = { failed: () => undefined };

/**
 * Does something as a part of the trace that it was asked for in: spans that are begun meanwhile are below this one.
 * Costs nothing to speak of where nobody listens and no trace came in.
 *
 * @param facts asked only if somebody listens
 */
export function continueTrace<T>(
  incoming: TraceContext | undefined,
  facts: () => SpanFacts,
  work: (told: Told) => Promise<T>,
): Promise<T> {
  const listening = tracer();
  if (!listening) return incoming ? passing.run(incoming, () => work(NOBODY)) : work(NOBODY);
  const { name, kind, attributes } = facts();
  const within = incoming ? below(incoming) : context.active();
  const span = listening.startSpan(name, { kind: SpanKind[kind], attributes }, within);
  return context.with(trace.setSpan(within, span), () => toItsEnd(span, work));
}

async function toItsEnd<T>(span: Span, work: (told: Told) => Promise<T>): Promise<T> {
  let said: string | undefined;
  try {
    return await work({ failed: (error) => void (said = error) });
  } catch (error) {
    said ??= error instanceof Error ? error.name : 'Error';
    throw error;
  } finally {
    if (said !== undefined) blame(span, said);
    span.end();
  }
}

/** What goes out now belongs to this trace; undefined: to none. */
export function currentTrace(): TraceContext | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span && trace.isSpanContextValid(span) ? said(span) : passing.getStore();
}

/** As headers of a record. */
export const traceHeaders = ({ traceparent, tracestate }: TraceContext): Record<string, string> => ({
  traceparent,
  ...(tracestate !== undefined && { tracestate }),
});

/** What the headers of a record, or of a request, say. */
export function traceIn(headers: { readonly [name: string]: unknown }): TraceContext | undefined {
  const { traceparent, tracestate } = headers;
  return traceparent === undefined ? undefined : traceContextOf(textOf(traceparent), textOf(tracestate));
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : Buffer.isBuffer(value) ? value.toString('latin1') : undefined;

/** By its name only: what else an error says may be a payload, and who reads traces may not be who may read those. */
function blame(span: Span, error: string): void {
  span.setAttribute('error.type', error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error });
}

function below(parent: TraceContext) {
  const spanContext = contextOf(parent);
  return spanContext ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT;
}

function contextOf({ traceparent, tracestate }: TraceContext): SpanContext | undefined {
  if (!traceContextOf(traceparent)) return undefined;
  const [, traceId, spanId, flags] = traceparent.split('-') as [string, string, string, string];
  const traceFlags = Number.parseInt(flags, 16) & 1;
  const traceState = tracestate === undefined ? undefined : createTraceState(tracestate);
  return { traceId, spanId, traceFlags, isRemote: true, ...(traceState && { traceState }) };
}

function said({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const tracestate = traceState?.serialize();
  return {
    traceparent: `00-${traceId}-${spanId}-0${traceFlags & 1}`,
    ...(tracestate ? { tracestate } : {}),
  };
}
