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
