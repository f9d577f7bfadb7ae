import { OPERATORS } from '../../choice/operators.js';

/** The specs that prove what a field does, from the directory of the language; and for which fields. */
type Proofs = { readonly [spec: string]: string };

const OPERATOR_NAMES = [...OPERATORS.keys()].join(' ');
const STRUCTURE = 'src/validation/specification/structure.spec.ts';

/** Of the states. */
export const STATE_PROOFS: Proofs = {
  '../engine/src/states/states.spec.ts': 'Type Next End Resource Choices Catch',
  [STRUCTURE]: 'Comment',
  'src/validation/language.spec.ts': 'QueryLanguage',
  'src/compile.spec.ts':
    'InputPath OutputPath Parameters ResultSelector ResultPath Result TimeoutSecondsPath HeartbeatSecondsPath ' +
    'Seconds SecondsPath Timestamp TimestampPath Default Error Cause',
  'src/compile/fail.spec.ts': 'ErrorPath CausePath',
  'src/compile/query-languages.spec.ts':
    'Arguments Output Assign Iterator Items ItemsPath ItemSelector MaxConcurrencyPath ToleratedFailureCountPath ' +
    'ToleratedFailurePercentage ToleratedFailurePercentagePath',
  '../engine/src/failure/retry.spec.ts': 'Retry',
  '../engine/src/failure/time-outs.spec.ts': 'TimeoutSeconds HeartbeatSeconds',
  '../engine/src/failure/scopes.spec.ts': 'Compensate SagaRole',
  '../engine/src/failure/what-and-order.spec.ts': 'CompensateOnFailure',
  '../engine/src/failure/compensate-state.spec.ts': 'State',
  '../engine/src/scopes/parallel.spec.ts': 'Branches',
  '../engine/src/scopes/map.spec.ts': 'ItemProcessor MaxConcurrency ToleratedFailureCount Label',
  'src/validation/specification/state-types.spec.ts': 'Credentials',
  '../engine/src/tasks/locks.spec.ts': 'Lock',
  '../engine/src/scopes/batch.spec.ts': 'ItemBatcher',
  '../engine/src/scopes/item-reader.spec.ts': 'ItemReader',
  '../engine/src/results/result-writer.spec.ts': 'ResultWriter',
};

const BLOCK: Proofs = { [STRUCTURE]: 'Comment', '../engine/src/states/states.spec.ts': 'StartAt States' };
const TEST: Proofs = {
  [STRUCTURE]: 'Comment',
  'src/choice/compile-rule.spec.ts': 'Variable And Or Not',
  'src/choice/operators.spec.ts': OPERATOR_NAMES,
};
const TARGET = 'Resource Parameters Arguments';

/** Of the other objects. */
export const OBJECT_PROOFS: { readonly [object: string]: Proofs } = {
  'State machine': {
    ...BLOCK,
    [STRUCTURE]: 'Comment Version',
    'src/validation/language.spec.ts': 'QueryLanguage',
    '../engine/src/failure/time-outs.spec.ts': 'TimeoutSeconds',
    '../engine/src/failure/trigger.spec.ts': 'Saga',
    '../views/src/projection/search-attributes.spec.ts': 'SearchAttributes',
  },
  Saga: {
    [STRUCTURE]: 'Comment',
    '../engine/src/failure/trigger.spec.ts': 'OnFailure OnAbort OnTimeout',
    '../engine/src/failure/undo-blocked.spec.ts': 'OnUndoFailure',
    '../engine/src/failure/drain.spec.ts': 'CancelTimeoutSeconds',
    '../engine/src/failure/scopes.spec.ts': 'Order',
  },
  Branch: BLOCK,
  'Item processor': { ...BLOCK, '../engine/src/scopes/map.spec.ts': 'ProcessorConfig' },
  ProcessorConfig: { '../engine/src/scopes/map.spec.ts': 'Mode ExecutionType' },
  Retrier: {
    [STRUCTURE]: 'Comment',
    '../engine/src/failure/retry.spec.ts':
      'ErrorEquals IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy',
  },
  Catcher: {
    [STRUCTURE]: 'Comment',
    '../engine/src/states/states.spec.ts': 'ErrorEquals Next',
    'src/compile/query-languages.spec.ts': 'ResultPath Output Assign',
    '../engine/src/failure/scopes.spec.ts': 'Compensate',
  },
  'Compensate object': {
    [STRUCTURE]: 'Comment',
    'src/compile.spec.ts': 'Parameters',
    'src/compile/query-languages.spec.ts': 'Arguments',
    '../engine/src/failure/undo-retries.spec.ts': 'Resource Retry TimeoutSeconds HeartbeatSeconds',
  },
  Lock: { [STRUCTURE]: 'Comment', '../engine/src/tasks/locks.spec.ts': 'Key KeyPath Policy TimeoutSeconds' },
  'Choice Rule': {
    ...TEST,
    '../engine/src/states/states.spec.ts': 'Next',
    'src/compile/query-languages.spec.ts': 'Condition Assign Output',
  },
  'Data-test Expression': TEST,
  ItemReader: {
    [STRUCTURE]: 'Comment',
    '../engine/src/scopes/item-reader.spec.ts': `${TARGET} ReaderConfig`,
  },
  ReaderConfig: {
    '../../apps/integrations/src/items/items.spec.ts':
      'InputType CSVDelimiter CSVHeaderLocation CSVHeaders ItemsPointer MaxItems',
    '../../apps/integrations/src/items/many-files.spec.ts': 'Transformation ManifestType',
    '../engine/src/scopes/item-reader.spec.ts': 'MaxItemsPath',
  },
  ItemBatcher: {
    [STRUCTURE]: 'Comment',
    '../engine/src/scopes/batch.spec.ts':
      'BatchInput MaxItemsPerBatch MaxItemsPerBatchPath MaxInputBytesPerBatch MaxInputBytesPerBatchPath',
  },
  ResultWriter: {
    [STRUCTURE]: 'Comment',
    '../engine/src/results/result-writer.spec.ts': `${TARGET} WriterConfig`,
  },
  WriterConfig: { '../engine/src/results/result-writer.spec.ts': 'Transformation OutputType' },
};

/** Fields that are valid and say nothing to an execution, and why. */
export const NO_EFFECT: { readonly [field: string]: string } = {
  Comment: 'for readers',
  Version: 'for readers',
  Credentials: 'checked; nothing assumes roles',
};
