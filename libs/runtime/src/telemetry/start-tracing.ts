import type { IdGenerator, Sampler, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Environment } from '../environment/read-environment.js';
import { derivedIds } from './derived-ids.js';
import { telemetrySettingsFrom, type TelemetrySettings } from './telemetry-settings.js';

export interface Tracing {
  /** Sends what has gathered. */
  close(): Promise<void>;
}

/**
 * Switches tracing on for this process if its environment says so (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_EXPORTER`
 * and their like). Otherwise nothing of OpenTelemetry's SDK is even loaded. Where somebody has set up an SDK already,
 * that one is used.
 *
 * @param service its name, unless `OTEL_SERVICE_NAME` has another.
 * @throws InvalidConfiguration
 */
export async function startTracing(service: string, env: Environment): Promise<Tracing | undefined> {
  const settings = telemetrySettingsFrom(env);
  if (!settings) return undefined;
  const { BatchSpanProcessor } = await import('@opentelemetry/sdk-trace');
  return traceTo(service, new BatchSpanProcessor({ exporter: await exporterOf(settings) }), settings);
}

/** @returns undefined where somebody else has set up where spans go */
export async function traceTo(
  service: string,
  processor: SpanProcessor,
  how: Pick<TelemetrySettings, 'sampler' | 'ratio'>,
): Promise<Tracing | undefined> {
  const [api, sdk, { AsyncLocalStorageContextManager }, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/resources'),
  ]);
  const { envDetector, detectResources, defaultResource, resourceFromAttributes } = resources;
  const provider = new sdk.TracerProvider({
    idGenerator: derivedIds satisfies IdGenerator,
    sampler: samplerOf(sdk, how),
    spanProcessors: [processor],
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': service }))
      .merge(detectResources({ detectors: [envDetector] })),
  });
  // Of several parts in one process the first one has set it up.
  if (!api.trace.setGlobalTracerProvider(provider)) {
    await provider.shutdown();
    return undefined;
  }
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return {
    close: async () => {
      api.trace.disable();
      api.context.disable();
      await provider.shutdown().catch(() => undefined);
    },
  };
}

async function exporterOf({ exporter }: TelemetrySettings): Promise<SpanExporter> {
  if (exporter === 'console') return new (await import('@opentelemetry/sdk-trace')).ConsoleSpanExporter();
  return new (await import('@opentelemetry/exporter-trace-otlp-proto')).OTLPTraceExporter();
}

type Sdk = typeof import('@opentelemetry/sdk-trace');

function samplerOf(sdk: Sdk, { sampler, ratio }: Pick<TelemetrySettings, 'sampler' | 'ratio'>): Sampler {
  const [, parentBased, kind] = /^(parentbased_)?(.+)$/.exec(sampler)!;
  const root =
    kind === 'always_off'
      ? new sdk.AlwaysOffSampler()
      : kind === 'traceidratio'
        ? new sdk.TraceIdRatioBasedSampler(ratio)
        : new sdk.AlwaysOnSampler();
  return parentBased ? new sdk.ParentBasedSampler({ root }) : root;
}
