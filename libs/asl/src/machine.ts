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
  | {
      readonly ok: false;
      readonly error: StatesError;
      readonly cause: string;
      /** The field whose JSONata expression failed, e.g. `Assign/total`: Step Functions records such failures by themselves. */
      readonly location?: string;
    };

/** JSONata evaluates asynchronously (microtasks only), JSONPath at once; who evaluates awaits either. */
export type Later<T> = T | Promise<T>;

/** What a state's expressions see. The context object is built only if one of them asks for it. */
export interface Scope {
  /** The state's raw input. */
  readonly input: Json;
  /** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
  readonly context: () => JsonObject;
  /** All variables that can be read here, those of outer scopes included, as they were when the state was entered. */
  readonly variables: JsonObject;
  /** The next number in [0, 1) of this evaluation's chance; a replay draws the same ones. */
  readonly draw: () => number;
  /** The decision's time, epoch milliseconds. */
  readonly at: number;
}

/** What a state leaves behind. */
export interface Left {
  readonly output: Json;
  /** Variables that have a new value from the next state on. */
  readonly assigned?: JsonObject;
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
  /** What the failed state leaves: in JSONPath its input with `{Error, Cause}` at `ResultPath`. */
  readonly output: (scope: Scope, errorOutput: JsonObject) => Later<Evaluated<Left>>;
  /** What was done in the state's scope, or within the state, is undone before the execution goes on (R15). */
  readonly Compensate?: 'SCOPE';
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
    Transition &
    Handlers & {
      readonly Resource: string;
      /** InputPath, then Parameters; or Arguments. */
      readonly effectiveInput: (scope: Scope) => Later<Evaluated<Json>>;
      /** ResultSelector, ResultPath into the raw input, OutputPath, Assign; or Output and Assign. */
      readonly output: (scope: Scope, result: Json) => Later<Evaluated<Left>>;
      /** Constant or by path from the raw input; undefined where the definition has none. */
      readonly timeoutSeconds: (scope: Scope) => Later<Evaluated<number | undefined>>;
      readonly heartbeatSeconds: (scope: Scope) => Later<Evaluated<number | undefined>>;
      /** R10. */
      readonly SagaRole?: 'COMPENSATABLE' | 'PIVOT' | 'RETRIABLE' | 'READ_ONLY';
      /** Undo the step even if its participant refused it. */
      readonly CompensateOnFailure: boolean;
      /** R16: taken before the command goes out, and kept until the execution has ended and is undone. */
      readonly lock?: CompiledLock;
    };
  Pass: Common & Transition & { readonly output: (scope: Scope) => Later<Evaluated<Left>> };
  Choice: Common & {
    /** The state to go to, and the state's output. No rule and no Default: States.NoChoiceMatched. */
    readonly choose: (scope: Scope) => Later<Evaluated<{ readonly next: string } & Left>>;
  };
  Wait: Common &
    Transition & {
      /** Epoch milliseconds, for a state entered at `enteredAt`. */
      readonly until: (scope: Scope, enteredAt: number) => Later<Evaluated<number>>;
      readonly output: (scope: Scope) => Later<Evaluated<Left>>;
    };
  Succeed: Common & { readonly output: (scope: Scope) => Later<Evaluated<Left>> };
  /** R1: what was done so far in its scope is undone, or the visits of the state `of` in it. */
  Compensate: Common &
    Transition & {
      readonly of?: string;
      /** The result says what was undone. */
      readonly output: (scope: Scope, result: Json) => Later<Evaluated<Left>>;
    };
  Fail: Common & {
    readonly failure: (scope: Scope) => Later<Evaluated<{ readonly error?: string; readonly cause?: string }>>;
  };
  Parallel: Common & Transition & Handlers & Compound & { readonly branches: readonly Block[] };
  Map: Common &
    Transition &
    Handlers &
    Compound & {
      readonly mode: 'INLINE' | 'DISTRIBUTED';
      /** Its iterations are executions of the type EXPRESS. */
      readonly express?: true;
      readonly processor: Block;
      /** The items: `ItemsPath` from the effective input, or `Items`; those of an object are its fields. */
      readonly items: (scope: Scope) => Later<Evaluated<Items>>;
      /** `ItemSelector`, or the item itself; the context object of the scope has `Map.Item`. */
      readonly itemInput: (scope: Scope, item: Json) => Later<Evaluated<Json>>;
      /** Undefined or 0: no limit of the definition's. */
      readonly maxConcurrency: (scope: Scope) => Later<Evaluated<number | undefined>>;
      readonly toleratedFailureCount: (scope: Scope) => Later<Evaluated<number | undefined>>;
      readonly toleratedFailurePercentage: (scope: Scope) => Later<Evaluated<number | undefined>>;
      readonly Label?: string;
      /** Of a Distributed Map. */
      readonly reader?: CompiledItemReader;
      readonly batcher?: CompiledItemBatcher;
      readonly writer?: CompiledResultWriter;
    };
}

export interface CompiledLock {
  readonly key: (scope: Scope) => Later<Evaluated<string>>;
  readonly Policy: 'WAIT' | 'FAIL_FAST';
  /** How long it is waited for. */
  readonly TimeoutSeconds?: number;
}

/** Where the items come from; the scope's input is the Map's effective one. */
export interface CompiledItemReader {
  readonly Resource: string;
  /** `Parameters`, or `Arguments`: bucket, key, prefix, … */
  readonly target: (scope: Scope) => Later<Evaluated<Json>>;
  readonly maxItems: (scope: Scope) => Later<Evaluated<number | undefined>>;
  readonly InputType?: 'CSV' | 'JSON' | 'JSONL' | 'PARQUET' | 'MANIFEST';
  readonly Transformation: 'NONE' | 'LOAD_AND_FLATTEN';
  readonly ManifestType?: 'ATHENA_DATA' | 'S3_INVENTORY';
  readonly CSVDelimiter: 'COMMA' | 'PIPE' | 'SEMICOLON' | 'SPACE' | 'TAB';
  readonly CSVHeaderLocation?: 'FIRST_ROW' | 'GIVEN';
  readonly CSVHeaders?: readonly string[];
  readonly ItemsPointer?: string;
}

/** How many items go into one child execution. */
export interface CompiledItemBatcher {
  readonly maxItemsPerBatch: (scope: Scope) => Later<Evaluated<number | undefined>>;
  readonly maxInputBytesPerBatch: (scope: Scope) => Later<Evaluated<number | undefined>>;
  /** What every batch has beside its `Items`; undefined where the definition has none. */
  readonly batchInput: (scope: Scope) => Later<Evaluated<Json | undefined>>;
}

/** Where the results go. */
export interface CompiledResultWriter {
  /** Absent: the results are transformed, and are the state's result. */
  readonly Resource?: string;
  readonly target: (scope: Scope) => Later<Evaluated<Json>>;
  readonly Transformation?: 'NONE' | 'COMPACT' | 'FLATTEN';
  readonly OutputType: 'JSON' | 'JSONL';
}

/** What a Map is about. */
export interface Items {
  readonly items: readonly Json[];
  /** Where the items are the fields of an object. */
  readonly keys?: readonly string[];
  /** Where they were read from, in their order; absent: they are of the state's input. */
  readonly sources?: readonly ItemSource[];
}

/** So many items, one after the other, were read from there. */
export interface ItemSource {
  readonly uri: string;
  readonly count: number;
}

/** What a state that can fail and go on has. */
interface Handlers {
  readonly Retry: readonly Retrier[];
  readonly Catch: readonly CompiledCatcher[];
  /** What undoes the state as a whole, once it has completed (R13). */
  readonly Compensate?: CompiledCompensate;
}

/** A state that holds states. */
interface Compound {
  /** InputPath, then Parameters; or Arguments. Of a Map: InputPath alone, which the items are read from. */
  readonly effectiveInput: (scope: Scope) => Later<Evaluated<Json>>;
  /** As of a Task; the result is the list of what the branches or iterations left. */
  readonly output: (scope: Scope, result: Json) => Later<Evaluated<Left>>;
}

/** States with one to start at: a state machine, a branch, an item processor. */
export interface Block {
  readonly StartAt: string;
  readonly states: ReadonlyMap<string, CompiledState>;
}

export type StateType = keyof CompiledStates;
export type CompiledState<T extends StateType = StateType> = { [K in T]: { readonly Type: K } & CompiledStates[K] }[T];

/** Whether a failure, an abort or a time-out of the execution undoes what it did (R1). */
export type OnEnd = 'COMPENSATE' | 'NONE';

export interface Saga {
  /** PAUSE: a person chooses between going on and undoing (R17). */
  readonly OnFailure: OnEnd | 'PAUSE';
  readonly OnAbort: OnEnd;
  readonly OnTimeout: OnEnd;
  /** What happens when an undo has failed for good: wait for a person, or undo the earlier steps first. */
  readonly OnUndoFailure: 'HALT' | 'CONTINUE';
  /** How long commands that are out are waited for before the undo begins. Default 60. */
  readonly CancelTimeoutSeconds: number;
  /** R2. Absent: LIFO. */
  readonly Order?: 'LIFO' | 'STRUCTURED' | 'PARALLEL';
}

/** A definition, compiled once: every path and template is a closure. */
export interface StateMachine extends Block {
  readonly TimeoutSeconds?: number;
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
  /** How Step Functions says it, where it refuses the same. */
  readonly aws?: AwsDiagnostic;
  /** Where it is in the text of the definition, from 1; known to `validateText`. */
  readonly line?: number;
  readonly column?: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html */
export interface AwsDiagnostic {
  readonly code: string;
  readonly message: string;
  /** `/States/PlaceOrder/Resource` */
  readonly location?: string;
}

export type Compiled =
  | { readonly ok: true; readonly machine: StateMachine; readonly warnings: readonly DefinitionProblem[] }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

export type CompiledAlone =
  | { readonly ok: true; readonly state: CompiledState }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };
