import type * as sfn from '@aws-sdk/client-sfn';

/** Each operation's input and output as the official client names them. */
interface Types {
  CreateActivity: [sfn.CreateActivityInput, sfn.CreateActivityOutput];
  CreateStateMachine: [sfn.CreateStateMachineInput, sfn.CreateStateMachineOutput];
  CreateStateMachineAlias: [sfn.CreateStateMachineAliasInput, sfn.CreateStateMachineAliasOutput];
  DeleteActivity: [sfn.DeleteActivityInput, sfn.DeleteActivityOutput];
  DeleteStateMachine: [sfn.DeleteStateMachineInput, sfn.DeleteStateMachineOutput];
  DeleteStateMachineAlias: [sfn.DeleteStateMachineAliasInput, sfn.DeleteStateMachineAliasOutput];
  DeleteStateMachineVersion: [sfn.DeleteStateMachineVersionInput, sfn.DeleteStateMachineVersionOutput];
  DescribeActivity: [sfn.DescribeActivityInput, sfn.DescribeActivityOutput];
  DescribeExecution: [sfn.DescribeExecutionInput, sfn.DescribeExecutionOutput];
  DescribeMapRun: [sfn.DescribeMapRunInput, sfn.DescribeMapRunOutput];
  DescribeStateMachine: [sfn.DescribeStateMachineInput, sfn.DescribeStateMachineOutput];
  DescribeStateMachineAlias: [sfn.DescribeStateMachineAliasInput, sfn.DescribeStateMachineAliasOutput];
  DescribeStateMachineForExecution: [
    sfn.DescribeStateMachineForExecutionInput,
    sfn.DescribeStateMachineForExecutionOutput,
  ];
  GetActivityTask: [sfn.GetActivityTaskInput, sfn.GetActivityTaskOutput];
  GetExecutionHistory: [sfn.GetExecutionHistoryInput, sfn.GetExecutionHistoryOutput];
  ListActivities: [sfn.ListActivitiesInput, sfn.ListActivitiesOutput];
  ListExecutions: [sfn.ListExecutionsInput, sfn.ListExecutionsOutput];
  ListMapRuns: [sfn.ListMapRunsInput, sfn.ListMapRunsOutput];
  ListStateMachineAliases: [sfn.ListStateMachineAliasesInput, sfn.ListStateMachineAliasesOutput];
  ListStateMachineVersions: [sfn.ListStateMachineVersionsInput, sfn.ListStateMachineVersionsOutput];
  ListStateMachines: [sfn.ListStateMachinesInput, sfn.ListStateMachinesOutput];
  ListTagsForResource: [sfn.ListTagsForResourceInput, sfn.ListTagsForResourceOutput];
  PublishStateMachineVersion: [sfn.PublishStateMachineVersionInput, sfn.PublishStateMachineVersionOutput];
  RedriveExecution: [sfn.RedriveExecutionInput, sfn.RedriveExecutionOutput];
  SendTaskFailure: [sfn.SendTaskFailureInput, sfn.SendTaskFailureOutput];
  SendTaskHeartbeat: [sfn.SendTaskHeartbeatInput, sfn.SendTaskHeartbeatOutput];
  SendTaskSuccess: [sfn.SendTaskSuccessInput, sfn.SendTaskSuccessOutput];
  StartExecution: [sfn.StartExecutionInput, sfn.StartExecutionOutput];
  StartSyncExecution: [sfn.StartSyncExecutionInput, sfn.StartSyncExecutionOutput];
  StopExecution: [sfn.StopExecutionInput, sfn.StopExecutionOutput];
  TagResource: [sfn.TagResourceInput, sfn.TagResourceOutput];
  TestState: [sfn.TestStateInput, sfn.TestStateOutput];
  UntagResource: [sfn.UntagResourceInput, sfn.UntagResourceOutput];
  UpdateMapRun: [sfn.UpdateMapRunInput, sfn.UpdateMapRunOutput];
  UpdateStateMachine: [sfn.UpdateStateMachineInput, sfn.UpdateStateMachineOutput];
  UpdateStateMachineAlias: [sfn.UpdateStateMachineAliasInput, sfn.UpdateStateMachineAliasOutput];
  ValidateStateMachineDefinition: [sfn.ValidateStateMachineDefinitionInput, sfn.ValidateStateMachineDefinitionOutput];
}

export type OperationName = keyof Types;

/** What the client declares, before anybody has looked at it: a required field may still be undefined. */
export type Declared<O extends OperationName> = Types[O][0];

/** A value as JSON carries it: times are seconds since the epoch. */
type Wire<T> = T extends Date
  ? number
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Wire<T[K]> }
      : T;

type IsOptional<T, K extends keyof T> = object extends Pick<T, K> ? true : false;

/** With every required field there. */
type Complete<T> = T extends readonly (infer Item)[]
  ? readonly Complete<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Complete<IsOptional<T, K> extends true ? T[K] : NonNullable<T[K]>> }
    : T;

export type Input<O extends OperationName> = Complete<Types[O][0]>;
export type Output<O extends OperationName> = Wire<Types[O][1]>;
