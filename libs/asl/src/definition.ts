import type { Json, JsonObject, OnEnd, Retrier } from './machine.js';

/**
 * A definition as it is written, once it has been found valid. The field tables of `validation/` are typed by these
 * interfaces, so that a field added here does not compile until it has a rule.
 * https://states-language.net/spec.html
 */
export interface MachineDefinition {
  readonly Comment?: string;
  readonly QueryLanguage?: 'JSONPath';
  readonly Version?: string;
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: { readonly [name: string]: StateDefinition };
  readonly Saga?: SagaDefinition;
}

export interface SagaDefinition {
  readonly Comment?: string;
  readonly OnFailure?: OnEnd;
  readonly OnAbort?: OnEnd;
  readonly OnTimeout?: OnEnd;
  readonly OnUndoFailure?: 'HALT' | 'CONTINUE';
  readonly CancelTimeoutSeconds?: number;
  readonly Order?: 'LIFO';
}

interface Common<T extends string> {
  readonly Type: T;
  readonly Comment?: string;
  readonly QueryLanguage?: 'JSONPath';
}

export interface TransitionDefinition {
  readonly Next?: string;
  readonly End?: boolean;
}

/** https://states-language.net/spec.html#filters */
export interface InputOutputDefinition {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
}

export interface TaskDefinition extends Common<'Task'>, TransitionDefinition, InputOutputDefinition {
  readonly Resource: string;
  readonly Parameters?: JsonObject;
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly CatcherDefinition[];
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number;
  readonly HeartbeatSecondsPath?: string;
  readonly Compensate?: CompensateDefinition;
  readonly CompensateOnFailure?: boolean;
}

export interface CatcherDefinition {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
  readonly Comment?: string;
}

export interface CompensateDefinition {
  readonly Comment?: string;
  readonly Resource: string;
  readonly Parameters?: JsonObject;
  readonly Retry?: readonly Retrier[];
  readonly TimeoutSeconds?: number;
  readonly HeartbeatSeconds?: number;
}

export interface PassDefinition extends Common<'Pass'>, TransitionDefinition, InputOutputDefinition {
  readonly Result?: Json;
  readonly Parameters?: JsonObject;
  readonly ResultPath?: string | null;
}

export interface ChoiceDefinition extends Common<'Choice'>, InputOutputDefinition {
  readonly Choices: readonly (ChoiceRuleDefinition & { readonly Next: string })[];
  readonly Default?: string;
}

/** `And`, `Or`, `Not`, or `Variable` with one operator. */
export type ChoiceRuleDefinition = JsonObject;

export interface WaitDefinition extends Common<'Wait'>, TransitionDefinition, InputOutputDefinition {
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}

export type SucceedDefinition = Common<'Succeed'> & InputOutputDefinition;

export interface FailDefinition extends Common<'Fail'> {
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export interface StateDefinitions {
  Task: TaskDefinition;
  Pass: PassDefinition;
  Choice: ChoiceDefinition;
  Wait: WaitDefinition;
  Succeed: SucceedDefinition;
  Fail: FailDefinition;
}

export type StateDefinition = StateDefinitions[keyof StateDefinitions];
