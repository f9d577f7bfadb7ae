import { SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { traceTo } from '../telemetry/start-tracing.js';

export interface RecordedSpan {
  readonly name: string;
  readonly trace: string;
  readonly id: string;
  readonly parent: string | undefined;
  readonly links: readonly string[];
  readonly attributes: ReadableSpan['attributes'];
  readonly notes: readonly string[];
  readonly error: string | undefined;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

export interface RecordedSpans {
  /** Those that have ended, in that order. */
  all(): readonly RecordedSpan[];
  named(name: string): readonly RecordedSpan[];
  forget(): void;
  close(): Promise<void>;
}

/** A collector in memory, for all of this process. */
export async function recordSpans(): Promise<RecordedSpans> {
  const exporter = new InMemorySpanExporter();
  const how = { sampler: 'parentbased_always_on', ratio: 1 } as const;
  const tracing = await traceTo('test', new SimpleSpanProcessor({ exporter }), how);
  if (!tracing) throw new Error('Somebody records spans already: close that first.');
  const all = () => exporter.getFinishedSpans().map(recorded);
  return {
    all,
    named: (name) => all().filter((span) => span.name === name),
    forget: () => exporter.reset(),
    close: () => tracing.close(),
  };
}

const recorded = (span: ReadableSpan): RecordedSpan => ({
  name: span.name,
  trace: span.spanContext().traceId,
  id: span.spanContext().spanId,
  parent: span.parentSpanContext?.spanId,
  links: span.links.map(({ context }) => context.spanId),
  attributes: span.attributes,
  notes: span.events.map(({ name }) => name),
  error: span.status.code === SpanStatusCode.ERROR ? span.status.message : undefined,
  from: msOf(span.startTime),
  to: msOf(span.endTime),
});

const msOf = ([seconds, nanos]: readonly [number, number]): number => seconds * 1_000 + nanos / 1_000_000;
