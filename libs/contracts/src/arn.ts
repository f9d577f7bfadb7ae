/** Region and account in the ARNs that AWS's clients see. */
export interface ArnScope {
  readonly region: string;
  readonly account: string;
}

export const DEFAULT_ARN_SCOPE: ArnScope = { region: 'us-east-1', account: '000000000000' };

export const stateMachineArn = (name: string, { region, account } = DEFAULT_ARN_SCOPE): string =>
  `arn:aws:states:${region}:${account}:stateMachine:${name}`;

/** Of an execution's id; one of a state machine of the type EXPRESS has three parts. */
export const executionArn = (id: string, { region, account } = DEFAULT_ARN_SCOPE): string =>
  `arn:aws:states:${region}:${account}:${hasThreeParts(id) ? 'express' : 'execution'}:${id}`;

const hasThreeParts = (id: string): boolean => id.indexOf(':') !== id.lastIndexOf(':');

export const stateMachineVersionArn = (name: string, number: number, scope?: ArnScope): string =>
  `${stateMachineArn(name, scope)}:${number}`;

export const stateMachineAliasArn = (name: string, alias: string, scope?: ArnScope): string =>
  `${stateMachineArn(name, scope)}:${alias}`;

export const activityArn = (name: string, { region, account } = DEFAULT_ARN_SCOPE): string =>
  `arn:aws:states:${region}:${account}:activity:${name}`;

/** As the environment says it; the same for all parts of an installation, since refusals name ARNs. */
export const arnScopeFrom = (environment: Readonly<Record<string, string | undefined>>): ArnScope => ({
  region: environment['AWS_REGION'] || DEFAULT_ARN_SCOPE.region,
  account: environment['BACKSTEP_ACCOUNT'] || DEFAULT_ARN_SCOPE.account,
});

/** Of an EXPRESS execution, whose id has three parts. */
export const expressExecutionArn = (id: string, { region, account } = DEFAULT_ARN_SCOPE): string =>
  `arn:aws:states:${region}:${account}:express:${id}`;

const STATE_MACHINE = /^arn:aws[a-z-]*:states:[a-z0-9-]+:[^:]*:stateMachine:([^:/]+)(?::([^:/]+))?$/u;
const EXECUTION = /^arn:aws[a-z-]*:states:[a-z0-9-]+:[^:]*:(?:execution|express):([^:/]+:[^:/]+(?::[^:/]+)?)$/u;

/** What the ARN of a state machine says, of one of its published versions, or of an alias; undefined for any other text. */
export function stateMachineIn(arn: string): { name: string; versionNumber?: number; alias?: string } | undefined {
  const [, name, qualifier] = STATE_MACHINE.exec(arn) ?? [];
  if (name === undefined) return undefined;
  if (qualifier === undefined) return { name };
  return /^[1-9]\d{0,8}$/.test(qualifier) ? { name, versionNumber: Number(qualifier) } : { name, alias: qualifier };
}

/** The execution's id in its ARN. */
export const executionIn = (arn: string): string | undefined => EXECUTION.exec(arn)?.[1];
