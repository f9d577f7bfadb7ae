import type { Json } from '#contracts';
import type { Configuration } from '#views';
import type { Output } from './operation-types.js';

type Described = Output<'DescribeStateMachine'>;

/** What is said of a state machine that was told nothing of it. */
const NO_LOGGING = { level: 'OFF', includeExecutionData: false } as const;
const NO_TRACING = { enabled: false } as const;

/** Kept as it came through the door, where it was looked at. */
const as = <T>(json: Json | undefined): T | undefined => json as T | undefined;

/** How a revision of a state machine is set up, as the Describe operations say it. */
export const configurationOf = (configuration: Configuration) => {
  const encryptionConfiguration = encryptionOf(configuration);
  return {
    roleArn: configuration.roleArn ?? '',
    loggingConfiguration: {
      ...NO_LOGGING,
      ...as<Described['loggingConfiguration']>(configuration.loggingConfiguration),
    },
    tracingConfiguration: {
      ...NO_TRACING,
      ...as<Described['tracingConfiguration']>(configuration.tracingConfiguration),
    },
    ...(encryptionConfiguration && { encryptionConfiguration }),
  };
};

export const encryptionOf = ({ encryptionConfiguration }: Pick<Configuration, 'encryptionConfiguration'>) =>
  as<NonNullable<Described['encryptionConfiguration']>>(encryptionConfiguration);
