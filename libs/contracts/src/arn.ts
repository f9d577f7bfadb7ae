/** Region and account in the ARNs that AWS's clients see. */
export interface ArnScope {
  readonly region: string;
  readonly account: string;
}

export const DEFAULT_ARN_SCOPE: ArnScope = { region: 'us-east-1', account: '000000000000' };

export const stateMachineArn = (name: string, { region, account } = DEFAULT_ARN_SCOPE): string =>
  `arn:aws:states:${region}:${account}:stateMachine:${name}`;

export const executionArn = (id: string, { region, account } = DEFAULT_ARN_SCOPE): string =>
  `arn:aws:states:${region}:${account}:execution:${id}`;

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
