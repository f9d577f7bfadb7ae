import { required } from '../shapes/shape.js';
import { configurationOf } from './configuration.js';
import { describedDefinition } from './described-definition.js';
import { mapRunOf } from './map-run-of.js';
import { operation } from './operation.js';
import { executionDoesNotExist } from './refusals.js';
import { shownRevision } from './shown-revision.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html */
export const describeStateMachineForExecution = operation(
  'DescribeStateMachineForExecution',
  { executionArn: required(shapes.arn), includedData: shapes.includedData },
  async ({ executionArn, includedData }, { arns, views }) => {
    const { id } = arns.read(executionArn, 'execution');
    const execution = await views.execution(id);
    const mapRun = execution && (await mapRunOf(execution, views));
    const name = mapRun?.stateMachine ?? execution?.stateMachine ?? '';
    const revision = execution && (await views.revision(name, execution.revision));
    if (!revision) throw executionDoesNotExist(executionArn);
    return {
      stateMachineArn: arns.stateMachine(execution.stateMachine),
      name,
      updateDate: seconds(revision.createdAt),
      ...(mapRun && {
        mapRunArn: arns.mapRun(mapRun.stateMachine, mapRun.label, mapRun.run),
        label: mapRun.label,
      }),
      ...configurationOf(revision),
      ...shownRevision(revision, await views.stateMachine(name)),
      ...describedDefinition(revision, includedData),
    };
  },
);
