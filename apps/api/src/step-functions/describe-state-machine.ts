import type { Reading, Revision, StateMachineDetails, Version } from '#views';
import type { StateMachineArn } from '../arns/arn.js';
import { required } from '../shapes/shape.js';
import { configurationOf } from './configuration.js';
import { describedDefinition } from './described-definition.js';
import { operation } from './operation.js';
import { stateMachineDoesNotExist } from './refusals.js';
import { shownRevision } from './shown-revision.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html */
export const describeStateMachine = operation(
  'DescribeStateMachine',
  { stateMachineArn: required(shapes.arn), includedData: shapes.includedData },
  async ({ stateMachineArn, includedData }, { arns, views }) => {
    const arn = arns.read(stateMachineArn, 'stateMachine');
    const found = await lookUp(views, arn);
    if (!found) throw stateMachineDoesNotExist(stateMachineArn);
    const { machine, version, revision } = found;
    return {
      stateMachineArn: version ? arns.stateMachine(machine.name, version.number) : stateMachineArn,
      name: machine.name,
      status: 'ACTIVE' as const,
      type: machine.type,
      creationDate: seconds((version ?? machine).createdAt),
      ...(version?.description !== undefined && { description: version.description }),
      ...(arn.label !== undefined && { label: arn.label }),
      ...configurationOf(revision),
      ...shownRevision(revision, machine),
      ...describedDefinition(revision, includedData),
    };
  },
);

interface Found {
  readonly machine: StateMachineDetails;
  readonly version?: Version;
  readonly revision: Revision;
}

/** An alias stands for the version that most of its executions get. */
async function lookUp(views: Reading, { name, number, alias }: StateMachineArn): Promise<Found | undefined> {
  const machine = await views.stateMachine(name);
  if (!machine) return undefined;
  const routing = alias === undefined ? [] : ((await views.alias(name, alias))?.routing ?? []);
  const routed = [...routing].sort((a, b) => b.weight - a.weight)[0]?.number;
  if (alias !== undefined && routed === undefined) return undefined;
  const wanted = number ?? routed;
  const version = wanted === undefined ? undefined : await views.version(name, wanted);
  if (wanted !== undefined && !version) return undefined;
  const revision = await views.revision(name, version?.revision ?? machine.revision);
  return revision && { machine, revision, ...(version && { version }) };
}
