import type { EncryptionConfiguration, LoggingConfiguration, TracingConfiguration } from '@aws-sdk/client-sfn';
import type { Configuration } from '#views';

/** What is said of a state machine that was told nothing of it. */
const NO_LOGGING = { level: 'OFF', includeExecutionData: false } as const;
const NO_TRACING = { enabled: false } as const;

/** How a revision of a state machine is set up, as the Describe operations say it: what came through the door. */
export function configurationOf(configuration: Configuration) {
  const { roleArn = '', loggingConfiguration, tracingConfiguration } = configuration;
  const encryptionConfiguration = encryptionOf(configuration);
  return {
    roleArn,
    loggingConfiguration: { ...NO_LOGGING, ...(loggingConfiguration as LoggingConfiguration | undefined) },
    tracingConfiguration: { ...NO_TRACING, ...(tracingConfiguration as TracingConfiguration | undefined) },
    ...(encryptionConfiguration && { encryptionConfiguration }),
  };
}

export const encryptionOf = ({ encryptionConfiguration }: Pick<Configuration, 'encryptionConfiguration'>) =>
  encryptionConfiguration as EncryptionConfiguration | undefined;
