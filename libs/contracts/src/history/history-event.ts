/**
 * An execution's history as Step Functions' GetExecutionHistory answers it.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */

import type { StateType } from '../execution-events.js';

/** Whether a payload was cut; the API never does. */
export interface DataDetails {
  readonly truncated: false;
}

interface Input {
  /** JSON text. */
  readonly input: string;
  readonly inputDetails: DataDetails;
}

interface Output {
  readonly output: string;
  readonly outputDetails: DataDetails;
}

interface ProblemDetails {
  readonly error?: string;
  readonly cause?: string;
}

interface Timeouts {
  readonly timeoutInSeconds?: number;
}

interface Heartbeats {
  readonly heartbeatInSeconds?: number;
}

interface Credentials {
  readonly taskCredentials?: { readonly roleArn: string };
}

/** `lambda` and `invoke` of `arn:aws:states:::lambda:invoke`. */
export interface Integration {
  readonly resourceType: string;
  readonly resource: string;
}

interface Iteration {
  /** The Map state's. */
  readonly name: string;
  readonly index: number;
}

/** What there is to say of an event, by the name of its only field of that kind. */
export interface HistoryEventDetails {
  readonly executionStartedEventDetails: Input & { readonly roleArn?: string };
  readonly executionSucceededEventDetails: Output;
  readonly executionFailedEventDetails: ProblemDetails;
  readonly executionTimedOutEventDetails: ProblemDetails;
  readonly executionAbortedEventDetails: ProblemDetails;
  readonly executionRedrivenEventDetails: { readonly redriveCount: number };
  readonly stateEnteredEventDetails: Input & { readonly name: string };
  readonly stateExitedEventDetails: Output & {
    readonly name: string;
    /** JSON texts by the variables' names. */
    readonly assignedVariables?: { readonly [name: string]: string };
    readonly assignedVariablesDetails?: DataDetails;
  };
  readonly evaluationFailedEventDetails: ProblemDetails & { readonly location?: string; readonly state: string };
  readonly taskScheduledEventDetails: Integration &
    Timeouts &
    Heartbeats &
    Credentials & { readonly region: string; readonly parameters: string };
  readonly taskStartedEventDetails: Integration;
  readonly taskSubmittedEventDetails: Integration & Output;
  readonly taskSucceededEventDetails: Integration & Output;
  readonly taskFailedEventDetails: Integration & ProblemDetails;
  readonly taskTimedOutEventDetails: Integration & ProblemDetails;
  readonly lambdaFunctionScheduledEventDetails: Input & Timeouts & Credentials & { readonly resource: string };
  readonly lambdaFunctionSucceededEventDetails: Output;
  readonly lambdaFunctionFailedEventDetails: ProblemDetails;
  readonly lambdaFunctionTimedOutEventDetails: ProblemDetails;
  readonly activityScheduledEventDetails: Input & Timeouts & Heartbeats & { readonly resource: string };
  readonly activityStartedEventDetails: { readonly workerName?: string };
  readonly activitySucceededEventDetails: Output;
  readonly activityFailedEventDetails: ProblemDetails;
  readonly activityTimedOutEventDetails: ProblemDetails;
  readonly mapStateStartedEventDetails: { readonly length: number };
  readonly mapIterationStartedEventDetails: Iteration;
  readonly mapIterationSucceededEventDetails: Iteration;
  readonly mapIterationFailedEventDetails: Iteration;
  readonly mapIterationAbortedEventDetails: Iteration;
  readonly mapRunStartedEventDetails: { readonly mapRunArn: string };
  readonly mapRunFailedEventDetails: ProblemDetails;
  readonly mapRunRedrivenEventDetails: { readonly mapRunArn: string; readonly redriveCount: number };
}

type End = 'Succeeded' | 'Failed' | 'Aborted';

export type HistoryEventType =
  | `Execution${'Started' | End | 'TimedOut' | 'Redriven'}`
  | `${StateType}StateEntered`
  | `${Exclude<StateType, 'Fail'>}StateExited`
  | 'EvaluationFailed'
  | `Task${'Scheduled' | 'Started' | 'Submitted' | 'Succeeded' | 'Failed' | 'TimedOut' | 'StateAborted'}`
  | `LambdaFunction${'Scheduled' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `Activity${'Scheduled' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | 'WaitStateAborted'
  | 'MapRunRedriven'
  | `${'ParallelState' | 'MapState' | 'MapIteration' | 'MapRun'}${'Started' | End}`;

/** One event, numbered from 1. */
export type HistoryEvent = {
  readonly id: number;
  /** What it followed from, which in a branch or an iteration is not the one before. 0 of the first two. */
  readonly previousEventId: number;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly type: HistoryEventType;
} & Partial<HistoryEventDetails>;
