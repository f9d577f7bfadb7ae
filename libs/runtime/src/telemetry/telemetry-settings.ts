import { z } from 'zod';
import { readEnvironment, type Environment } from '../environment/read-environment.js';

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
const environment = z.object({
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'console', 'none', ''], 'can be otlp, console or none').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.string().optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.enum(['http/protobuf', ''], 'can be http/protobuf only (port 4318)').optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: z.enum(['http/protobuf', ''], 'can be http/protobuf only (port 4318)').optional(),
  OTEL_TRACES_SAMPLER: z.enum(SAMPLERS, `can be ${SAMPLERS.join(', ')}`).default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
});

export interface TelemetrySettings {
  readonly exporter: 'otlp' | 'console';
  readonly sampler: (typeof SAMPLERS)[number];
  /** Of the samplers by ratio, 0 to 1. */
  readonly ratio: number;
}

/**
 * Tracing is off unless an exporter or its endpoint is named.
 * @throws InvalidConfiguration
 */
export function telemetrySettingsFrom(env: Environment): TelemetrySettings | undefined {
  if (/^true$/i.test(env['OTEL_SDK_DISABLED'] ?? '')) return undefined;
  const named = env['OTEL_TRACES_EXPORTER'];
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (named === 'none' || (!named && !endpoint)) return undefined;
  const said = readEnvironment(environment, env);
  return {
    exporter: said.OTEL_TRACES_EXPORTER === 'console' ? 'console' : 'otlp',
    sampler: said.OTEL_TRACES_SAMPLER,
    ratio: said.OTEL_TRACES_SAMPLER_ARG,
  };
}
