/** A JSON value. The language has a room of its own and imports no other. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** https://states-language.net/spec.html#appendix-a */
export type StatesError =
  | 'States.ALL'
  | 'States.BranchFailed'
  | 'States.DataLimitExceeded'
  | 'States.ExceedToleratedFailureThreshold'
  | 'States.HeartbeatTimeout'
  | 'States.IntrinsicFailure'
  | 'States.ItemReaderFailed'
  | 'States.NoChoiceMatched'
  | 'States.ParameterPathFailure'
  | 'States.Permissions'
  | 'States.QueryEvaluationError'
  | 'States.ResultPathMatchFailure'
  | 'States.ResultWriterFailed'
  | 'States.Runtime'
  | 'States.TaskFailed'
  | 'States.Timeout';

/** What may go wrong is a value. */
export type Evaluated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: StatesError; readonly cause: string };

/** JSONata evaluates asynchronously (microtasks only), JSONPath at once; who evaluates awaits either. */
export type Later<T> = T | Promise<T>;

/** What a state's expressions see. The context object is built only if one of them asks for it. */
export interface Scope {
  /** The state's raw input. */
  readonly input: Json;
  /** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
  readonly context: () => JsonObject;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface CompiledCatcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  /** The output of the failed state: its input with `{Error, Cause}` at `ResultPath`. */
  readonly output: (scope: Scope, errorOutput: JsonObject) => Later<Evaluated<Json>>;
}

/** What undoes a step. */
export interface CompiledCompensate {
  readonly Resource: string;
  /** `undo` is `{input, output, error}`; without `Parameters` it is the input itself. */
  readonly input: (scope: Scope, undo: JsonObject) => Later<Evaluated<Json>>;
  /** Absent: without end, with a capped back-off (R7). */
  readonly Retry?: readonly Retrier[];
  /** Of each attempt. */
  readonly TimeoutSeconds?: number;
  readonly HeartbeatSeconds?: number;
}

/** To the next state, or to the end of the scope. */
interface Transition {
  readonly Next?: string;
  readonly End?: true;
}

interface Common {
  readonly Name: string;
  readonly Comment?: string;
}

export interface CompiledStates {
  Task: Common &
    Transition & {
      readonly Resource: string;
      /** InputPath, then Parameters. */
      readonly effectiveInput: (scope: Scope) => Later<Evaluated<Json>>;
      /** ResultSelector, ResultPath into the raw input, OutputPath. */
      readonly output: (scope: Scope, result: Json) => Later<Evaluated<Json>>;
      /** Constant or by path from the raw input; undefined where the definition has none. */
      readonly timeoutSeconds: (scope: Scope) => Later<Evaluated<number | undefined>>;
      readonly heartbeatSeconds: (scope: Scope) => Later<Evaluated<number | undefined>>;
      readonly Retry: readonly Retrier[];
      readonly Catch: readonly CompiledCatcher[];
      readonly Compensate?: CompiledCompensate;
      /** Undo the step even if its participant refused it. */
      readonly CompensateOnFailure: boolean;
    };
  Pass: Common & Transition & { readonly output: (scope: Scope) => Later<Evaluated<Json>> };
  Choice: Common & {
    /** The state to go to, and the state's output. No rule and no Default: States.NoChoiceMatched. */
    readonly choose: (scope: Scope) => Later<Evaluated<{ readonly next: string; readonly output: Json }>>;
  };
  Wait: Common &
    Transition & {
      /** Epoch milliseconds, for a state entered at `enteredAt`. */
      readonly until: (scope: Scope, enteredAt: number) => Later<Evaluated<number>>;
      readonly output: (scope: Scope) => Later<Evaluated<Json>>;
    };
  Succeed: Common & { readonly output: (scope: Scope) => Later<Evaluated<Json>> };
  Fail: Common & {
    readonly failure: (scope: Scope) => Later<Evaluated<{ readonly error?: string; readonly cause?: string }>>;
  };
}

export type StateType = keyof CompiledStates;
export type CompiledState<T extends StateType = StateType> = { [K in T]: { readonly Type: K } & CompiledStates[K] }[T];

/** Whether a failure, an abort or a time-out of the execution undoes what it did (R1). */
export type OnEnd = 'COMPENSATE' | 'NONE';

export interface Saga {
  readonly OnFailure: OnEnd;
  readonly OnAbort: OnEnd;
  readonly OnTimeout: OnEnd;
  /** What happens when an undo has failed for good: wait for a person, or undo the earlier steps first. */
  readonly OnUndoFailure: 'HALT' | 'CONTINUE';
  /** How long commands that are out are waited for before the undo begins. Default 60. */
  readonly CancelTimeoutSeconds: number;
}

/** A definition, compiled once: every path and template is a closure. */
export interface StateMachine {
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly states: ReadonlyMap<string, CompiledState>;
  readonly saga: Saga;
  /** Whether any step says what undoes it. */
  readonly compensates: boolean;
}

/** One thing that is wrong with a definition. */
export interface DefinitionProblem {
  readonly severity: 'ERROR' | 'WARNING';
  /** A short name, e.g. `MISSING_TRANSITION_TARGET`. */
  readonly code: string;
  /** `$.States.PlaceOrder.Next` */
  readonly path: string;
  /** The rule's sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

export type Compiled =
  | { readonly ok: true; readonly machine: StateMachine; readonly warnings: readonly DefinitionProblem[] }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };
