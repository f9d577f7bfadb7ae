import { randomInt } from 'node:crypto';
import type { StateMachineDetails } from '#views';
import { refuseLabel } from './machine-arn.js';
import type { Service } from './operation.js';
import { stateMachineDoesNotExist } from './refusals.js';

/** What a start runs. */
export interface StartTarget {
  readonly machine: Pick<StateMachineDetails, 'name' | 'type'>;
  readonly revision: number;
  /** The published version, if it was asked for or an alias led to it. */
  readonly number?: number;
  readonly alias?: string;
  /** It is deleted already, and is started all the same. */
  readonly evenDeleted?: true;
}

/** @throws StepFunctionsError if the ARN's state machine, version or alias is not there. */
export async function startTarget(arn: string, { arns, views }: Service): Promise<StartTarget> {
  const read = arns.read(arn, 'stateMachine');
  refuseLabel(read, arn);
  const machine = await views.stateMachine(read.name);
  if (!machine) throw stateMachineDoesNotExist(arn);
  const { alias } = read;
  const routing = alias === undefined ? undefined : (await views.alias(read.name, alias))?.routing;
  if (alias !== undefined && !routing) throw stateMachineDoesNotExist(arn);
  const number = read.number ?? (routing && drawn(routing));
  if (number === undefined) return { machine, revision: machine.revision };
  const version = await views.version(read.name, number);
  if (!version) throw stateMachineDoesNotExist(arn);
  return { machine, revision: version.revision, number, ...(alias !== undefined && { alias }) };
}

/** One of an alias's versions, by their weights. */
function drawn(routing: readonly { readonly number: number; readonly weight: number }[]): number | undefined {
  let left = randomInt(100);
  return routing.find(({ weight }) => (left -= weight) < 0)?.number;
}
