import type { Json, JsonObject, OnEnd, Retrier } from './machine.js';

/**
 * A definition as it is written, once it has been found valid. The field tables of `validation/` are typed by these
 * interfaces, so that a field added here does not compile until it has a rule.
 * https://states-language.net/spec.html
 */
export type QueryLanguage = 'JSONPath' | 'JSONata';

/** A value in which JSONata expressions stand as texts `{% … %}`; other values stand for themselves. */
export type JsonataTemplate = Json;
/** `{% … %}` */
export type JsonataText = string;

export interface MachineDefinition {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
  readonly Version?: string;
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: { readonly [name: string]: StateDefinition };
  readonly Saga?: SagaDefinition;
  /** Ours: what executions can be searched for by, as places in their input: `{"customer": "$.order.customerId"}`. */
  readonly SearchAttributes?: { readonly [name: string]: string };
}

/** R2. */
export type SagaOrder = 'LIFO' | 'STRUCTURED' | 'PARALLEL';

export interface SagaDefinition {
  readonly Comment?: string;
  /** `PAUSE`: the operator chooses between redrive and undo (R17). */
  readonly OnFailure?: OnEnd | 'PAUSE';
  readonly OnAbort?: OnEnd;
  readonly OnTimeout?: OnEnd;
  readonly OnUndoFailure?: 'HALT' | 'CONTINUE';
  readonly CancelTimeoutSeconds?: number;
  readonly Order?: SagaOrder;
}

interface Common<T extends string> {
  readonly Type: T;
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
}

export interface TransitionDefinition {
  readonly Next?: string;
  readonly End?: boolean;
}

/** The paths are JSONPath's, `Output` is JSONata's. https://states-language.net/spec.html#filters */
export interface InputOutputDefinition {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Output?: JsonataTemplate;
}

/** Variables and their values: a payload template, or JSONata. */
export interface AssignDefinition {
  readonly Assign?: JsonObject;
}

/** Of states that have a result: the first three are JSONPath's, `Arguments` is JSONata's. */
export interface ResultDefinition {
  readonly Parameters?: JsonObject;
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
  readonly Arguments?: JsonataTemplate;
}

export interface HandlersDefinition {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly CatcherDefinition[];
}

export interface TaskDefinition
  extends
    Common<'Task'>,
    TransitionDefinition,
    InputOutputDefinition,
    AssignDefinition,
    ResultDefinition,
    HandlersDefinition {
  readonly Resource: string;
  readonly Credentials?: JsonObject;
  readonly TimeoutSeconds?: number | JsonataText;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number | JsonataText;
  readonly HeartbeatSecondsPath?: string;
  readonly SagaRole?: SagaRole;
  readonly Lock?: LockDefinition;
  readonly Compensate?: CompensateDefinition;
  readonly CompensateOnFailure?: boolean;
}

/** R10. */
export type SagaRole = 'COMPENSATABLE' | 'PIVOT' | 'RETRIABLE' | 'READ_ONLY';

/** R16: a semantic lock that is held until the execution has ended and is undone. */
export interface LockDefinition {
  /** By path, or JSONata. */
  readonly Key?: string;
  readonly KeyPath?: string;
  readonly Policy?: 'WAIT' | 'FAIL_FAST';
  readonly TimeoutSeconds?: number;
  readonly Comment?: string;
}

export interface CatcherDefinition extends AssignDefinition {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
  readonly Output?: JsonataTemplate;
  /** R15: what was done in the failed scope is undone before the execution goes on. */
  readonly Compensate?: 'SCOPE';
  readonly Comment?: string;
}

export interface CompensateDefinition {
  readonly Comment?: string;
  readonly Resource: string;
  readonly Parameters?: JsonObject;
  readonly Arguments?: JsonataTemplate;
  readonly Retry?: readonly Retrier[];
  readonly TimeoutSeconds?: number;
  readonly HeartbeatSeconds?: number;
}

export interface PassDefinition extends Common<'Pass'>, TransitionDefinition, InputOutputDefinition, AssignDefinition {
  readonly Result?: Json;
  readonly Parameters?: JsonObject;
  readonly ResultPath?: string | null;
}

export interface ChoiceDefinition extends Common<'Choice'>, InputOutputDefinition, AssignDefinition {
  readonly Choices: readonly (ChoiceRuleDefinition & { readonly Next: string })[];
  readonly Default?: string;
}

/** `And`, `Or`, `Not`, or `Variable` with one operator; in JSONata `Condition`. The outermost may have `Assign` and `Output`. */
export type ChoiceRuleDefinition = JsonObject;

export interface WaitDefinition extends Common<'Wait'>, TransitionDefinition, InputOutputDefinition, AssignDefinition {
  readonly Seconds?: number | JsonataText;
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

/** Ours (R1): undoes what was done so far in its scope, or the visits of one state, and then goes on. */
export interface CompensateStateDefinition
  extends Common<'Compensate'>, TransitionDefinition, Omit<InputOutputDefinition, 'InputPath'>, AssignDefinition {
  /** The one state, beside this one, whose visits are undone; absent: all that was done so far. */
  readonly State?: string;
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
}

/** A machine within a machine. */
export interface BlockDefinition {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
  readonly StartAt: string;
  readonly States: { readonly [name: string]: StateDefinition };
}

interface CompoundDefinition
  extends TransitionDefinition, InputOutputDefinition, AssignDefinition, ResultDefinition, HandlersDefinition {
  /** R13: undoes the state as a whole, once it has completed. */
  readonly Compensate?: CompensateDefinition;
}

export interface ParallelDefinition extends Common<'Parallel'>, CompoundDefinition {
  readonly Branches: readonly BlockDefinition[];
}

export interface ProcessorDefinition extends BlockDefinition {
  readonly ProcessorConfig?: {
    readonly Mode?: 'INLINE' | 'DISTRIBUTED';
    readonly ExecutionType?: 'STANDARD' | 'EXPRESS';
  };
}

export interface MapDefinition extends Common<'Map'>, Omit<CompoundDefinition, 'Arguments'> {
  readonly ItemProcessor?: ProcessorDefinition;
  /** The older name of `ItemProcessor`. */
  readonly Iterator?: ProcessorDefinition;
  readonly ItemsPath?: string;
  readonly Items?: JsonataText | readonly Json[];
  readonly ItemSelector?: JsonataTemplate;
  readonly MaxConcurrency?: number | JsonataText;
  readonly MaxConcurrencyPath?: string;
  readonly ToleratedFailureCount?: number | JsonataText;
  readonly ToleratedFailureCountPath?: string;
  readonly ToleratedFailurePercentage?: number | JsonataText;
  readonly ToleratedFailurePercentagePath?: string;
  readonly Label?: string;
  readonly ItemReader?: ItemReaderDefinition;
  readonly ItemBatcher?: ItemBatcherDefinition;
  readonly ResultWriter?: ResultWriterDefinition;
}

export interface ItemReaderDefinition {
  readonly Comment?: string;
  readonly Resource: string;
  readonly Parameters?: JsonObject;
  readonly Arguments?: JsonataTemplate;
  readonly ReaderConfig?: {
    readonly InputType?: 'CSV' | 'JSON' | 'JSONL' | 'PARQUET' | 'MANIFEST';
    readonly Transformation?: 'NONE' | 'LOAD_AND_FLATTEN';
    readonly ManifestType?: 'ATHENA_DATA' | 'S3_INVENTORY';
    readonly CSVDelimiter?: 'COMMA' | 'PIPE' | 'SEMICOLON' | 'SPACE' | 'TAB';
    readonly CSVHeaderLocation?: 'FIRST_ROW' | 'GIVEN';
    readonly CSVHeaders?: readonly string[];
    readonly MaxItems?: number | JsonataText;
    readonly MaxItemsPath?: string;
    readonly ItemsPointer?: string;
  };
}

export interface ItemBatcherDefinition {
  readonly Comment?: string;
  readonly BatchInput?: JsonataTemplate;
  readonly MaxItemsPerBatch?: number | JsonataText;
  readonly MaxItemsPerBatchPath?: string;
  readonly MaxInputBytesPerBatch?: number | JsonataText;
  readonly MaxInputBytesPerBatchPath?: string;
}

export interface ResultWriterDefinition {
  readonly Comment?: string;
  readonly Resource?: string;
  readonly Parameters?: JsonObject;
  readonly Arguments?: JsonataTemplate;
  readonly WriterConfig?: {
    readonly Transformation?: 'NONE' | 'COMPACT' | 'FLATTEN';
    readonly OutputType?: 'JSON' | 'JSONL';
  };
}

export interface StateDefinitions {
  Task: TaskDefinition;
  Pass: PassDefinition;
  Choice: ChoiceDefinition;
  Wait: WaitDefinition;
  Succeed: SucceedDefinition;
  Fail: FailDefinition;
  Parallel: ParallelDefinition;
  Map: MapDefinition;
  Compensate: CompensateStateDefinition;
}

export type StateDefinition = StateDefinitions[keyof StateDefinitions];
