import { activityArn, stateMachineArn, type ArnScope } from '#contracts';
import type { Resource } from './template.js';

/** How a resource is called once it is there, and what its ARN is: here nobody makes one, so names are as they are said. */
interface Kind {
  /** The property that names it. */
  readonly named: string;
  readonly arn: (name: string, scope: ArnScope) => string;
  /** Whether `Ref` is its ARN, and not its name. */
  readonly refIsArn?: boolean;
}

const at =
  (service: string, prefix = '') =>
  (name: string, { region, account }: ArnScope): string =>
    `arn:aws:${service}:${region}:${account}:${prefix}${name}`;
const global =
  (service: string, prefix = '', account?: true) =>
  (name: string, scope: ArnScope) =>
    `arn:aws:${service}::${account ? scope.account : ''}:${prefix}${name}`;

const STATE_MACHINE: Omit<Kind, 'named'> = { arn: stateMachineArn, refIsArn: true };
const FUNCTION: Kind = { named: 'FunctionName', arn: at('lambda', 'function:') };

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::StepFunctions::StateMachine': { named: 'StateMachineName', ...STATE_MACHINE },
  'AWS::Serverless::StateMachine': { named: 'Name', ...STATE_MACHINE },
  'AWS::StepFunctions::Activity': { named: 'Name', arn: activityArn, refIsArn: true },
  'AWS::Lambda::Function': FUNCTION,
  'AWS::Serverless::Function': FUNCTION,
  'AWS::SNS::Topic': { named: 'TopicName', arn: at('sns'), refIsArn: true },
  'AWS::SQS::Queue': { named: 'QueueName', arn: at('sqs') },
  'AWS::DynamoDB::Table': { named: 'TableName', arn: at('dynamodb', 'table/') },
  'AWS::S3::Bucket': { named: 'BucketName', arn: global('s3') },
  'AWS::IAM::Role': { named: 'RoleName', arn: global('iam', 'role/', true) },
  'AWS::Events::EventBus': { named: 'Name', arn: at('events', 'event-bus/') },
};

/** Of a type that is not in the table: named after its logical id. */
const OTHER: Kind = { named: '', arn: (name) => name };

export const kindOf = ({ Type }: Resource): Kind => KINDS[Type] ?? OTHER;
