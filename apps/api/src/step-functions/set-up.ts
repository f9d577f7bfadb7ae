import type { Json } from '#contracts';
import { invalidArn, isRoleArn } from '../arns/read-arn.js';
import { jsonOf } from './json-text.js';
import type { Input } from './operation-types.js';
import { StepFunctionsError } from './step-functions-error.js';

/** What a create and an update may say beside the definition. */
type Given = Pick<
  Input<'UpdateStateMachine'>,
  | 'roleArn'
  | 'loggingConfiguration'
  | 'tracingConfiguration'
  | 'encryptionConfiguration'
  | 'publish'
  | 'versionDescription'
>;

interface SetUp {
  readonly roleArn?: string;
  readonly loggingConfiguration?: Json;
  readonly tracingConfiguration?: Json;
  readonly encryptionConfiguration?: Json;
  readonly publish?: boolean;
  readonly versionDescription?: string;
}

/**
 * The same as a message's fields.
 * @throws StepFunctionsError if it contradicts itself.
 */
export function setUpOf(given: Given): SetUp {
  const { roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration } = given;
  if (roleArn !== undefined && !isRoleArn(roleArn)) throw invalidArn(`Invalid ARN prefix: ${roleArn}`);
  if (given.versionDescription !== undefined && !given.publish)
    throw new StepFunctionsError('ValidationException', 'Version description can only be set when publish is true');
  if (loggingConfiguration) checkLogging(loggingConfiguration);
  return {
    ...(roleArn !== undefined && { roleArn }),
    ...(loggingConfiguration && { loggingConfiguration: jsonOf(loggingConfiguration) }),
    ...(tracingConfiguration && { tracingConfiguration: jsonOf(tracingConfiguration) }),
    ...(encryptionConfiguration && { encryptionConfiguration: jsonOf(encryptionConfiguration) }),
    ...(given.publish && { publish: true }),
    ...(given.versionDescription !== undefined && { versionDescription: given.versionDescription }),
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html */
function checkLogging({ level = 'OFF', destinations = [] }: NonNullable<Given['loggingConfiguration']>): void {
  if (destinations.length > 1 || (level !== 'OFF' && destinations.length === 0))
    throw new StepFunctionsError(
      'InvalidLoggingConfiguration',
      'Invalid Logging Configuration: Must specify exactly one Log Destination.',
    );
}
