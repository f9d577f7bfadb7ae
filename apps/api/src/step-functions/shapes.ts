import { flag, integer, list, required, structure, text } from '../shapes/shape.js';

/** Shapes that several operations share, as the service model of 2016-11-23 has them. */

export const arn = text({ min: 1, max: 256 });
export const longArn = text({ min: 1, max: 2_000 });
export const name = text({ min: 1, max: 80 });
export const definition = text({ min: 1, max: 1_048_576, secret: true });
export const data = text({ max: 262_144, secret: true });
export const error = text({ min: 0, max: 256, secret: true });
export const cause = text({ min: 0, max: 32_768, secret: true });
export const taskToken = text({ min: 1, max: 2_048, secret: true });
export const traceHeader = text({ min: 0, max: 256, pattern: { test: /^\p{ASCII}*$/u, source: '\\p{ASCII}*' } });
export const description = text({ max: 256, secret: true });
export const machineType = text({ oneOf: ['STANDARD', 'EXPRESS'] });
export const includedData = text({ oneOf: ['ALL_DATA', 'METADATA_ONLY'] });
export const maxResults = integer({ min: 0, max: 1_000 });
export const nextToken = text({ min: 1, max: 1_024 });

export const tags = list(structure('Tag', { key: text({ min: 1, max: 128 }), value: text({ min: 0, max: 256 }) }));

export const encryptionConfiguration = structure('EncryptionConfiguration', {
  kmsKeyId: text({ min: 1, max: 2_048 }),
  kmsDataKeyReusePeriodSeconds: integer({ min: 60, max: 900 }),
  type: required(text({ oneOf: ['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY'] })),
});

export const loggingConfiguration = structure('LoggingConfiguration', {
  level: text({ oneOf: ['ALL', 'ERROR', 'FATAL', 'OFF'] }),
  includeExecutionData: flag(),
  destinations: list(
    structure('LogDestination', {
      cloudWatchLogsLogGroup: structure('CloudWatchLogsLogGroup', { logGroupArn: text({ min: 1, max: 256 }) }),
    }),
  ),
});

export const tracingConfiguration = structure('TracingConfiguration', { enabled: flag() });

export const routingConfiguration = list(
  structure('RoutingConfigurationListItem', {
    stateMachineVersionArn: required(text({ min: 1, max: 256 })),
    weight: required(integer({ min: 0, max: 100 })),
  }),
  { min: 1, max: 2 },
);
