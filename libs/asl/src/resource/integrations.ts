import type { Pattern } from './parse-resource.js';

const CALL = 'REQUEST_RESPONSE';
const TOKEN = 'WAIT_FOR_TASK_TOKEN';

/** One line a service: its APIs, by the patterns that they can be called with besides request and response. */
interface Integration {
  readonly call?: string;
  readonly sync?: string;
  readonly token?: string;
  /** `.sync:2` gives the output as JSON rather than as text. */
  readonly sync2?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html */
const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  apigateway: { token: 'invoke' },
  athena: { call: 'stopQueryExecution getQueryExecution getQueryResults', sync: 'startQueryExecution' },
  batch: { sync: 'submitJob' },
  bedrock: { call: 'invokeModel', sync: 'createModelCustomizationJob', token: 'invokeModel' },
  codebuild: {
    call: 'stopBuild batchDeleteBuilds batchGetReports stopBuildBatch',
    sync: 'startBuild startBuildBatch retryBuildBatch deleteBuildBatch',
  },
  databrew: { sync: 'startJobRun' },
  dynamodb: { call: 'getItem putItem deleteItem updateItem' },
  ecs: { sync: 'runTask', token: 'runTask' },
  eks: {
    call: 'call',
    sync: 'createCluster deleteCluster createFargateProfile deleteFargateProfile createNodegroup deleteNodegroup runJob',
  },
  elasticmapreduce: {
    call: 'setClusterTerminationProtection cancelStep modifyInstanceFleetByName modifyInstanceGroupByName',
    sync: 'createCluster terminateCluster addStep',
  },
  'emr-containers': { call: 'createVirtualCluster', sync: 'deleteVirtualCluster startJobRun' },
  'emr-serverless': {
    call: 'cancelJobRun',
    sync: 'createApplication startApplication stopApplication deleteApplication startJobRun',
  },
  events: { call: 'putEvents', token: 'putEvents' },
  glue: { sync: 'startJobRun' },
  http: { call: 'invoke' },
  lambda: { call: 'invoke', token: 'invoke' },
  mediaconvert: { sync: 'createJob' },
  sagemaker: {
    call: 'createEndpoint createEndpointConfig createModel updateEndpoint',
    sync: 'createHyperParameterTuningJob createLabelingJob createProcessingJob createTrainingJob createTransformJob',
  },
  sns: { call: 'publish', token: 'publish' },
  sqs: { call: 'sendMessage', token: 'sendMessage' },
  states: { call: 'startExecution', sync: 'startExecution', sync2: 'startExecution', token: 'startExecution' },
};

const names = (list = ''): readonly string[] => list.split(' ').filter(Boolean);

function expand({ call, sync, token, sync2 }: Integration): ReadonlyMap<string, ReadonlySet<Pattern>> {
  const apis = new Map<string, Set<Pattern>>();
  const add = (list: string | undefined, pattern: Pattern): void => {
    for (const api of names(list)) apis.set(api, (apis.get(api) ?? new Set([CALL])).add(pattern));
  };
  add(call, CALL);
  add(sync, 'SYNC');
  add(token, TOKEN);
  add(sync2, 'SYNC_2');
  return apis;
}

const EXPANDED = new Map(Object.entries(INTEGRATIONS).map(([service, apis]) => [service, expand(apis)]));
const NONE: ReadonlySet<Pattern> = new Set();

/** The patterns of an API of a service that Step Functions integrates; nothing for a service that it does not know. */
export const patternsOf = (service: string, api: string): ReadonlySet<Pattern> | undefined => {
  const apis = EXPANDED.get(service);
  return apis === undefined ? undefined : (apis.get(api) ?? NONE);
};
