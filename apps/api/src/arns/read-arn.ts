import type { ArnScope } from '#contracts';
import { StepFunctionsError } from '../step-functions/step-functions-error.js';
import type { Arn, ArnOf, ArnType, StateMachineArn } from './arn.js';

/** What follows the type, as a regular expression and what its groups say. */
const RESOURCES: { readonly [T in ArnType]: { readonly form: RegExp; read(match: readonly string[]): ArnOf<T> } } = {
  stateMachine: {
    form: /^([^:/]+)(?:\/([^:/]+))?(?::([^:]+))?$/,
    read: ([, name, label, qualifier]) => ({
      type: 'stateMachine',
      name: name!,
      ...(label !== undefined && { label }),
      ...qualified(qualifier),
    }),
  },
  execution: {
    form: /^([^:/]+)((?:\/[^:/]+)?):([^:]+)$/,
    read: ([, stateMachine, label, name]) => ({
      type: 'execution',
      stateMachine: stateMachine!,
      name: name!,
      id: `${stateMachine}${label}:${name}`,
    }),
  },
  express: {
    form: /^([^:/]+(?:\/[^:/]+)?):([^:]+):([^:]+)$/,
    read: ([, stateMachine, name, run]) => ({
      type: 'express',
      stateMachine: stateMachine!,
      name: name!,
      run: run!,
    }),
  },
  activity: { form: /^([^:]+)$/, read: ([, name]) => ({ type: 'activity', name: name! }) },
  mapRun: {
    form: /^([^:/]+)\/([^:]+):([^:]+)$/,
    read: ([, stateMachine, label, run]) => ({ type: 'mapRun', stateMachine: stateMachine!, label: label!, run: run! }),
  },
};

const qualified = (qualifier: string | undefined): Pick<StateMachineArn, 'number' | 'alias'> => {
  if (qualifier === undefined) return {};
  return /^[0-9]+$/.test(qualifier) ? { number: Number(qualifier) } : { alias: qualifier };
};

/**
 * What an ARN names, which has to be of one of these types.
 * @throws StepFunctionsError `InvalidArn`
 */
export function readArn<T extends ArnType>(arn: string, types: readonly T[], scope: ArnScope): ArnOf<T> {
  if (!arn.startsWith('arn:')) throw invalidArn(`Invalid ARN prefix: ${arn}`);
  const [, partition, service, region, account, type, ...rest] = arn.split(':');
  if (service === undefined || type === undefined) throw invalidArn(`Invalid ARN format: ${arn}`);
  if (service !== 'states' || !partition) throw invalidArn(`Service not valid in this context: ${service}`);
  if (region !== scope.region)
    throw invalidArn(`Region not valid in this context: ${region}, expected ${scope.region}`);
  if (account !== scope.account)
    throw invalidArn(`Account not valid in this context: ${account}, expected ${scope.account}`);
  const known = types.find((one) => one === type);
  if (known === undefined) throw invalidArn(`Resource type not valid in this context: ${type}`);
  const { form, read } = RESOURCES[known];
  const match = form.exec(rest.join(':'));
  if (!match) throw invalidArn(`Invalid ARN format: ${arn}`);
  return read(match);
}

export const invalidArn = (reason: string): StepFunctionsError =>
  new StepFunctionsError('InvalidArn', `Invalid Arn: '${reason}'`);

/** Whether it is one of a role, the only thing of IAM that Step Functions is told. */
export const isRoleArn = (arn: string): boolean => /^arn:[^:]+:iam::[^:]*:role\/.+$/.test(arn);

export type { Arn };
