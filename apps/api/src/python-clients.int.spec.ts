import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { connectKafka } from '#kafka';
import { until, useBroker } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { ApiStage } from './testing/api-stage.js';
import { AWS_TOOLS, hasPython, PythonTools } from './testing/python-tools.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const SECRET = 'a-secret-that-is-long';
const WALK = fileURLToPath(new URL('./testing/boto3_walk.py', import.meta.url));

/** Where there is no Python 3, there is nothing to be seen. */
(hasPython ? describe : describe.skip)('AWS’s tools of Python, with signatures,', () => {
  let stage: ApiStage;
  let tools: PythonTools;
  const environment = () => ({
    AWS_ENDPOINT_URL: stage.url,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAADMIN',
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  const aws = async (...args: string[]): Promise<unknown> => {
    const said = await tools.run('aws', ['stepfunctions', ...args, '--output', 'json'], environment());
    return said === '' ? undefined : JSON.parse(said);
  };

  beforeAll(async () => {
    const { brokers, name } = await useBroker();
    const topics = { BACKSTEP_TOPIC_PREFIX: `${name('python')}.`, BACKSTEP_PARTITIONS: '2' };
    [tools, stage] = await Promise.all([
      PythonTools.install(AWS_TOOLS),
      ApiStage.open({
        connect: () => connectKafka({ brokers }),
        owner: (kafka) => new Orchestrator(kafka, settingsFrom(topics), silent),
        environment: { ...topics, BACKSTEP_ACCESS_KEYS: `AKIAADMIN:${SECRET}` },
      }),
    ]);
  }, 240_000);
  afterAll(async () => {
    await stage?.close();
    await tools?.discard();
  }, 30_000);

  it('boto3 walks through all that a user does', async () => {
    const seen = JSON.parse(await tools.run('python', [WALK], environment()));
    expect(seen).toEqual({
      version: '1',
      tags: [{ key: 'team', value: 'a' }],
      output: '{"n":3}',
      history: ['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'],
      listed: ['n0', 'n1', 'n2', 'n3', 'n4'],
      versions: ['2', '1'],
      by_alias: '2',
      redrive: 'ExecutionNotRedrivable',
      stopped: ['ABORTED', 'Enough', 'of it'],
      job: '{"job":7}',
      worked: '{"done":7}',
      test_state: '{"x":1}',
      deleted: 'StateMachineDoesNotExist',
    });
  }, 120_000);

  it('the AWS CLI creates, starts, describes, tells the history, lists and stops', async () => {
    const definition = JSON.stringify({ StartAt: 'S', States: { S: { Type: 'Pass', End: true } } });
    const of = ['--definition', definition, '--role-arn', 'arn:aws:iam::000000000000:role/any'];
    const { stateMachineArn } = (await aws('create-state-machine', '--name', 'cli', ...of)) as Record<string, string>;
    const machine = ['--state-machine-arn', stateMachineArn!];
    const started = (await aws('start-execution', ...machine, '--name', 'one', '--input', '{"n":1}')) as object;
    const execution = ['--execution-arn', (started as { executionArn: string }).executionArn];
    await until(
      'it has ended',
      async () => (await aws('describe-execution', ...execution, '--query', 'status')) !== 'RUNNING',
    );
    expect(await aws('describe-execution', ...execution)).toMatchObject({ status: 'SUCCEEDED', output: '{"n":1}' });
    expect(await aws('get-execution-history', ...execution, '--query', 'events[].type')).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    expect(await aws('list-executions', ...machine, '--query', 'executions[].name')).toEqual(['one']);
    await expect(aws('stop-execution', '--execution-arn', `${execution[1]}-none`)).rejects.toThrow(
      'An error occurred (ExecutionDoesNotExist) when calling the StopExecution operation',
    );
  }, 120_000);
});
