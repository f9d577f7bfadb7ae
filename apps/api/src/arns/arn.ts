/** What an ARN of Step Functions names. Account and region have been looked at already. */
export type Arn =
  | StateMachineArn
  /** `id` as the log has it: `signup:order-4711`; of an iteration of a Distributed Map `signup/label:name`. */
  | { readonly type: 'execution'; readonly stateMachine: string; readonly name: string; readonly id: string }
  | { readonly type: 'express'; readonly stateMachine: string; readonly name: string; readonly run: string }
  | { readonly type: 'activity'; readonly name: string }
  | { readonly type: 'mapRun'; readonly stateMachine: string; readonly label: string; readonly run: string };

/** A state machine, or a version or an alias of it, or a Distributed Map within it. */
export interface StateMachineArn {
  readonly type: 'stateMachine';
  readonly name: string;
  readonly number?: number;
  readonly alias?: string;
  readonly label?: string;
}

export type ArnType = Arn['type'];
export type ArnOf<T extends ArnType> = Extract<Arn, { readonly type: T }>;
