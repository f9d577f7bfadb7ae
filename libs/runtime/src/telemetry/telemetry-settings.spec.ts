import { describe, expect, it } from '@jest/globals';
import { startTracing } from './start-tracing.js';
import { isTracing } from './spans.js';
import { telemetrySettingsFrom } from './telemetry-settings.js';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

describe('tracing', () => {
  it('is off unless OpenTelemetry’s own variables say where to', async () => {
    for (const env of [
      {},
      { OTEL_SERVICE_NAME: 'orders' },
      { OTEL_TRACES_EXPORTER: 'none', ...endpoint },
      { OTEL_SDK_DISABLED: 'true', ...endpoint },
    ]) {
      expect(telemetrySettingsFrom(env)).toBeUndefined();
      expect(await startTracing('backstep', env)).toBeUndefined();
    }
    expect(isTracing()).toBe(false);
  });

  it('is on with an endpoint or an exporter', () => {
    const all = { sampler: 'parentbased_always_on', ratio: 1 };
    expect(telemetrySettingsFrom(endpoint)).toEqual({ exporter: 'otlp', ...all });
    expect(telemetrySettingsFrom({ OTEL_TRACES_EXPORTER: 'otlp' })).toEqual({ exporter: 'otlp', ...all });
    expect(telemetrySettingsFrom({ OTEL_TRACES_EXPORTER: 'console' })).toEqual({ exporter: 'console', ...all });
    const some = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' };
    expect(telemetrySettingsFrom({ ...endpoint, ...some })).toMatchObject({
      sampler: 'parentbased_traceidratio',
      ratio: 0.1,
    });
  });

  it('says what it does not know', () => {
    expect(() => telemetrySettingsFrom({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow(
      'The environment is not right: OTEL_EXPORTER_OTLP_PROTOCOL can be http/protobuf only (port 4318).',
    );
    expect(() => telemetrySettingsFrom({ OTEL_TRACES_EXPORTER: 'zipkin' })).toThrow('can be otlp, console or none');
  });
});
