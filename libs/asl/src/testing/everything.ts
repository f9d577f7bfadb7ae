import { inner } from './musts.js';
import { signup } from './signup.js';

const undo = { Resource: 'kafka:order.cancel', Parameters: { 'id.$': '$.input.id' }, TimeoutSeconds: 5 };
const caught = { ErrorEquals: ['States.ALL'], Next: 'Done', Assign: { 'error.$': '$.Error' }, Compensate: 'SCOPE' };
const retried = { ErrorEquals: ['E'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1.5, JitterStrategy: 'FULL' };

/** A definition with nearly every field there is, in both query languages. */
export const everything = {
  Comment: 'c',
  QueryLanguage: 'JSONPath',
  Version: '1.0',
  TimeoutSeconds: 1_000,
  StartAt: 'Both',
  SearchAttributes: { customer: "$.order['customer id']", first: '$.lines[0].sku' },
  Saga: { OnFailure: 'COMPENSATE', Order: 'STRUCTURED', CancelTimeoutSeconds: 5 },
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        { ...signup, Saga: undefined, Comment: undefined },
        {
          StartAt: 'Ask',
          States: {
            Ask: {
              Type: 'Choice',
              Choices: [
                {
                  And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$.b', NumericEqualsPath: '$.c' } }],
                  Next: 'Rest',
                },
              ],
              Default: 'Rest',
            },
            Rest: { Type: 'Wait', SecondsPath: '$.s', Next: 'Say' },
            Say: { Type: 'Pass', Parameters: { 'x.$': "States.Format('{}', $.a)" }, ResultPath: '$.y', End: true },
          },
        },
      ],
      ResultSelector: { 'a.$': '$[0]' },
      Retry: [retried],
      Catch: [caught],
      Compensate: undo,
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      ItemProcessor: { ...inner('One'), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        Parameters: { Bucket: 'b', 'Key.$': '$.key' },
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'], MaxItems: 5 },
      },
      ItemBatcher: { MaxItemsPerBatch: 5, BatchInput: { 'a.$': '$.a' } },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b' } },
      ItemSelector: { 'v.$': '$$.Map.Item.Value' },
      Label: 'each',
      MaxConcurrency: 5,
      ToleratedFailurePercentage: 5,
      Next: 'Query',
    },
    Query: {
      Type: 'Task',
      QueryLanguage: 'JSONata',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: { a: ['{% $states.input.a[b > 1] %}'] },
      Output: '{% $merge([$states.input, $states.result]) %}',
      Assign: { total: '{% $sum($states.result.x) %}' },
      TimeoutSeconds: '{% 5 + 5 %}',
      Catch: [{ ErrorEquals: ['E'], Output: '{% $states.errorOutput %}', Next: 'Done' }],
      Credentials: { RoleArn: 'arn:aws:iam::1:role/r' },
      SagaRole: 'RETRIABLE',
      Lock: { Key: '{% $states.input.id %}', Policy: 'WAIT', TimeoutSeconds: 5 },
      Next: 'Decide',
    },
    Decide: {
      Type: 'Choice',
      QueryLanguage: 'JSONata',
      Choices: [{ Condition: '{% $total > 5 %}', Assign: { big: true }, Output: { a: '{% $total %}' }, Next: 'Done' }],
      Default: 'Undo',
    },
    Undo: { Type: 'Compensate', State: 'Each', ResultSelector: { 'n.$': '$.Count' }, ResultPath: '$.u', Next: 'Lost' },
    Lost: { Type: 'Fail', ErrorPath: '$.e', CausePath: "States.Format('{}', $.c)" },
    Done: { Type: 'Succeed', OutputPath: '$total' },
  },
};
