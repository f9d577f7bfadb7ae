/**
 * Writes the tables in this folder: what the operations of AWS's services answer, taken from the public service models.
 *
 *     pip download --no-deps botocore && unzip botocore-*.whl 'botocore/data/*'
 *     node derive-models.ts botocore/data
 *
 * The tables are of the services that state machines call most; `read-model.ts` says how a table is written.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ALL = 'all';

/** Directories of the models, and the operations that are kept: those that are named, or all. */
const SERVICES: Readonly<Record<string, string>> = {
  athena: 'StartQueryExecution StopQueryExecution GetQueryExecution GetQueryResults BatchGetQueryExecution',
  batch: 'SubmitJob DescribeJobs TerminateJob CancelJob ListJobs',
  'bedrock-runtime': 'InvokeModel Converse',
  bedrock: 'CreateModelCustomizationJob GetModelCustomizationJob',
  cloudwatch: 'PutMetricData GetMetricData GetMetricStatistics SetAlarmState',
  codebuild: 'StartBuild StopBuild BatchGetBuilds BatchDeleteBuilds BatchGetReports StartBuildBatch StopBuildBatch',
  'cognito-idp':
    'AdminCreateUser AdminGetUser AdminDeleteUser AdminDisableUser AdminEnableUser AdminAddUserToGroup ListUsers',
  comprehend: 'DetectSentiment DetectEntities DetectKeyPhrases DetectDominantLanguage DetectPiiEntities',
  databrew: 'StartJobRun DescribeJobRun',
  dynamodb: ALL,
  ec2: 'StartInstances StopInstances TerminateInstances RebootInstances CreateSnapshot DeleteSnapshot DescribeInstanceStatus',
  ecs: 'RunTask StopTask DescribeTasks ListTasks',
  eks: 'CreateCluster DeleteCluster DescribeCluster CreateNodegroup DeleteNodegroup CreateFargateProfile DeleteFargateProfile',
  emr: 'RunJobFlow TerminateJobFlows AddJobFlowSteps CancelSteps DescribeCluster DescribeStep SetTerminationProtection',
  'emr-containers': 'CreateVirtualCluster DeleteVirtualCluster StartJobRun DescribeJobRun CancelJobRun',
  'emr-serverless':
    'CreateApplication StartApplication StopApplication DeleteApplication StartJobRun GetJobRun CancelJobRun',
  events: ALL,
  firehose: 'PutRecord PutRecordBatch',
  glue:
    'StartJobRun GetJobRun GetJobRuns BatchStopJobRun StartCrawler StopCrawler GetCrawler StartWorkflowRun ' +
    'GetWorkflowRun GetTable GetTables GetDatabase GetDatabases GetPartitions CreatePartition BatchCreatePartition',
  kinesis: 'PutRecord PutRecords GetRecords GetShardIterator ListShards DescribeStreamSummary',
  kms: ALL,
  lambda:
    'Invoke InvokeAsync GetFunction GetFunctionConfiguration GetFunctionConcurrency CreateFunction DeleteFunction ' +
    'UpdateFunctionCode UpdateFunctionConfiguration ListFunctions GetAlias CreateAlias UpdateAlias DeleteAlias ' +
    'ListAliases PublishVersion ListVersionsByFunction GetPolicy AddPermission RemovePermission PutFunctionConcurrency ' +
    'CreateEventSourceMapping GetEventSourceMapping UpdateEventSourceMapping DeleteEventSourceMapping ' +
    'ListEventSourceMappings GetAccountSettings ListTags TagResource',
  logs: 'PutLogEvents GetLogEvents FilterLogEvents StartQuery GetQueryResults CreateLogGroup CreateLogStream CreateExportTask',
  'rds-data': 'ExecuteStatement BatchExecuteStatement BeginTransaction CommitTransaction RollbackTransaction',
  'redshift-data':
    'ExecuteStatement BatchExecuteStatement DescribeStatement GetStatementResult CancelStatement ListStatements',
  rekognition: 'DetectLabels DetectFaces DetectText DetectModerationLabels CompareFaces RecognizeCelebrities',
  s3: ALL,
  sagemaker:
    'CreateTrainingJob CreateTransformJob CreateProcessingJob CreateHyperParameterTuningJob CreateLabelingJob ' +
    'CreateEndpoint CreateEndpointConfig CreateModel UpdateEndpoint DescribeEndpoint',
  scheduler: ALL,
  secretsmanager: ALL,
  ses: 'SendEmail SendRawEmail SendTemplatedEmail',
  sesv2: 'SendEmail SendBulkEmail',
  sns: ALL,
  sqs: ALL,
  ssm: 'GetParameter GetParameters GetParametersByPath PutParameter DeleteParameter SendCommand GetCommandInvocation ListCommandInvocations StartAutomationExecution GetAutomationExecution',
  stepfunctions: ALL,
  sts: ALL,
  textract: 'DetectDocumentText AnalyzeDocument AnalyzeExpense StartDocumentTextDetection GetDocumentTextDetection',
  transcribe: 'StartTranscriptionJob GetTranscriptionJob DeleteTranscriptionJob ListTranscriptionJobs',
  translate: 'TranslateText',
};

interface ModelShape {
  readonly type: string;
  readonly document?: boolean;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly value?: { readonly shape: string };
}

interface Model {
  readonly metadata: { readonly serviceId: string; readonly apiVersion: string };
  readonly operations: Readonly<Record<string, { readonly output?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

const NUMBERS = new Set(['integer', 'long', 'short', 'byte', 'float', 'double', 'bigdecimal', 'biginteger']);

/** The lines of a table: the operations, then the shapes that they lead to. */
function tableOf(model: Model, wanted: string): string {
  const names = wanted === ALL ? Object.keys(model.operations) : wanted.split(' ');
  const lines = new Map<string, string>();
  const operations = names.flatMap((name) => {
    const operation = model.operations[name];
    if (operation === undefined) throw new Error(`${model.metadata.serviceId} has no ${name}`);
    return operation.output === undefined ? [] : [`> ${name} ${refer(operation.output.shape, model, lines)}`];
  });
  const { serviceId, apiVersion } = model.metadata;
  return [`# ${serviceId} ${apiVersion}`, ...operations, ...lines.values(), ''].join('\n');
}

/** How a field names its shape; a shape with a line of its own is written to `lines` once. */
function refer(name: string, model: Model, lines: Map<string, string>): string {
  const shape = model.shapes[name]!;
  if (shape.document) return 'any';
  const scalar = scalarOf(shape);
  if (scalar !== undefined) return scalar;
  if (!lines.has(name)) {
    lines.set(name, '');
    lines.set(name, `${name} = ${written(shape, model, lines)}`);
  }
  return name;
}

function scalarOf({ type, enum: values, min, max }: ModelShape): string | undefined {
  if (values) return undefined;
  if (type === 'boolean') return type;
  // The service writes both as texts.
  if (type === 'blob' || type === 'timestamp') return 'string';
  if (type !== 'string' && !NUMBERS.has(type)) return undefined;
  const kind = type === 'string' ? 'string' : 'number';
  // A limit of nothing is none.
  const [least, most] = [kind === 'string' && min === 0 ? undefined : min, max];
  return least === undefined && most === undefined ? kind : `${kind}(${least ?? ''}..${most ?? ''})`;
}

function written(shape: ModelShape, model: Model, lines: Map<string, string>): string {
  if (shape.enum) return shape.enum.map((value) => `|${value}`).join('');
  if (shape.type === 'list') return `[${refer(shape.member!.shape, model, lines)}]`;
  if (shape.type === 'map') return `<${refer(shape.value!.shape, model, lines)}>`;
  const fields = Object.entries(shape.members ?? {}).map(
    ([name, member]) => `${name}${shape.required?.includes(name) ? '*' : ''}:${refer(member.shape, model, lines)}`,
  );
  return `{${fields.join(' ')}}`;
}

const [data] = process.argv.slice(2);
if (data === undefined) throw new Error('node derive-models.ts PATH-OF-BOTOCORE/data');
for (const [service, wanted] of Object.entries(SERVICES)) {
  const version = readdirSync(join(data, service)).sort().at(-1)!;
  const zipped = readFileSync(join(data, service, version, 'service-2.json.gz'));
  const model = JSON.parse(gunzipSync(zipped).toString('utf8')) as Model;
  const name = model.metadata.serviceId.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
  writeFileSync(join(import.meta.dirname, `${name}.shapes`), tableOf(model, wanted));
}
