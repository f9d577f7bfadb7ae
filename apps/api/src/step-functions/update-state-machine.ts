import { flag, required } from '../shapes/shape.js';
import { checkDefinition } from './check-definition.js';
import { machineArn } from './machine-arn.js';
import { operation } from './operation.js';
import { stateMachineDoesNotExist } from './refusals.js';
import { seconds } from './seconds.js';
import { setUpOf } from './set-up.js';
import * as shapes from './shapes.js';
import { StepFunctionsError } from './step-functions-error.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html */
export const updateStateMachine = operation(
  'UpdateStateMachine',
  {
    stateMachineArn: required(shapes.arn),
    definition: shapes.definition,
    roleArn: shapes.arn,
    loggingConfiguration: shapes.loggingConfiguration,
    tracingConfiguration: shapes.tracingConfiguration,
    publish: flag(),
    versionDescription: shapes.description,
    encryptionConfiguration: shapes.encryptionConfiguration,
  },
  async (input, { arns, inbox, views }) => {
    const { definition: definitionText } = input;
    const { name } = machineArn(arns, input.stateMachineArn);
    const { publish, versionDescription, ...changes } = setUpOf(input);
    if (definitionText === undefined && Object.keys(changes).length === 0) throw NOTHING_TO_DO();
    const before = await views.stateMachine(name);
    if (!before) throw stateMachineDoesNotExist(input.stateMachineArn);
    if (definitionText !== undefined) checkDefinition(definitionText, before.type);
    const { updatedAt, revisionId, number } = await inbox.ask(name, {
      type: 'UpdateStateMachine',
      name,
      ...(definitionText !== undefined && { definitionText }),
      ...changes,
      ...(publish && { publish }),
      ...(versionDescription !== undefined && { versionDescription }),
    });
    return {
      updateDate: seconds(updatedAt),
      ...(revisionId !== undefined && { revisionId }),
      ...(number !== undefined && { stateMachineVersionArn: arns.stateMachine(name, number) }),
    };
  },
);

const NOTHING_TO_DO = () =>
  new StepFunctionsError(
    'MissingRequiredParameter',
    'Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration, or the EncryptionConfiguration must be specified',
  );
