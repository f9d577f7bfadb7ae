import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SFN } from '@aws-sdk/client-sfn';
import { memoryBroker, memoryKafka } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { ApiStage } from './testing/api-stage.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const roleArn = 'arn:aws:iam::000000000000:role/any';
const tagsOf = (team: string) => ['terraform', team].map((value, i) => ({ key: ['made', 'team'][i]!, value }));

let stage: ApiStage;
let sfn: SFN;
beforeAll(async () => {
  const broker = memoryBroker();
  const environment = { BACKSTEP_PARTITIONS: '2' };
  stage = await ApiStage.open({
    connect: () => memoryKafka(broker),
    owner: (kafka) => new Orchestrator(kafka, settingsFrom(environment), silent),
    environment,
  });
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  sfn = new SFN({ endpoint: stage.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  sfn.destroy();
  await stage.close();
});

/** What the provider reads of a resource after each change of it, and before each plan. */
async function refreshed(stateMachineArn: string) {
  const { $metadata: _, ...described } = await sfn.describeStateMachine({ stateMachineArn });
  const { stateMachineVersions = [] } = await sfn.listStateMachineVersions({ stateMachineArn });
  const { tags } = await sfn.listTagsForResource({ resourceArn: stateMachineArn });
  return { described, latest: stateMachineVersions[0]?.stateMachineVersionArn, tags };
}

/** The calls of `apply`, `plan`, `apply` of a change and `destroy` as hashicorp/aws 6.47 made them, in their order. */
describe('the resources of Terraform', () => {
  const definitionOf = (seconds: number, activity: string) =>
    JSON.stringify({
      StartAt: 'Wait',
      States: {
        Wait: { Type: 'Wait', Seconds: seconds, Next: 'Approve' },
        Approve: { Type: 'Task', Resource: activity, End: true },
      },
    });
  const logGroupArn = 'arn:aws:logs:us-east-1:000000000000:log-group:orders:*';
  const destinations = [{ cloudWatchLogsLogGroup: { logGroupArn } }];
  const loggingConfiguration = { level: 'ALL' as const, includeExecutionData: true, destinations };
  const tracingConfiguration = { enabled: true };

  let activityArn: string;
  let stateMachineArn: string;
  let stateMachineAliasArn: string;
  let applied: Awaited<ReturnType<typeof refreshed>>;

  it('are refused while they are planned, if the definition is not valid', async () => {
    const definition = definitionOf(1, 'arn:aws:states:us-east-1:000000000000:activity:a').replace('"Approve"', '"B"');
    expect(await sfn.validateStateMachineDefinition({ definition, type: 'STANDARD' })).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ severity: 'ERROR', message: "Missing 'Next' target: B" }],
    });
  });

  it('are there as they were asked for as soon as they are made, so that the next plan finds no difference', async () => {
    activityArn = (await sfn.createActivity({ name: 'approve', tags: tagsOf('orders') })).activityArn!;
    expect(await sfn.describeActivity({ activityArn })).toMatchObject({ activityArn, name: 'approve' });
    expect((await sfn.listTagsForResource({ resourceArn: activityArn })).tags).toEqual(tagsOf('orders'));

    const definition = definitionOf(1, activityArn);
    const asked = { name: 'orders', definition, roleArn, type: 'STANDARD', loggingConfiguration, tracingConfiguration } as const; // prettier-ignore
    expect(await sfn.validateStateMachineDefinition({ definition, type: 'STANDARD' })).toMatchObject({ result: 'OK' });
    const created = await sfn.createStateMachine({ ...asked, publish: true, tags: tagsOf('orders') });
    stateMachineArn = created.stateMachineArn!;
    applied = await refreshed(stateMachineArn);
    expect(applied).toMatchObject({
      described: { ...asked, status: 'ACTIVE', creationDate: created.creationDate },
      latest: `${stateMachineArn}:1`,
      tags: tagsOf('orders'),
    });

    const live = {
      name: 'live',
      description: 'what callers use',
      routingConfiguration: [{ stateMachineVersionArn: applied.latest!, weight: 100 }],
    };
    stateMachineAliasArn = (await sfn.createStateMachineAlias(live)).stateMachineAliasArn!;
    expect(await sfn.describeStateMachineAlias({ stateMachineAliasArn })).toMatchObject(live);
    expect(await refreshed(stateMachineArn)).toEqual(applied);
  });

  it('are changed in place, with a version and an alias that leads to it', async () => {
    const definition = definitionOf(2, activityArn);
    // The provider knows no description of a version, and sends the one that it knows.
    const changes = { definition, roleArn, publish: true, versionDescription: '' };
    await sfn.updateStateMachine({ stateMachineArn, ...changes });
    const changed = await refreshed(stateMachineArn);
    expect(changed).toMatchObject({
      described: { ...applied.described, definition, revisionId: expect.any(String) },
      latest: `${stateMachineArn}:2`,
      tags: applied.tags,
    });
    const routingConfiguration = [
      { stateMachineVersionArn: `${stateMachineArn}:2`, weight: 10 },
      { stateMachineVersionArn: `${stateMachineArn}:1`, weight: 90 },
    ];
    await sfn.updateStateMachineAlias({ stateMachineAliasArn, description: 'both', routingConfiguration });
    expect(await sfn.describeStateMachineAlias({ stateMachineAliasArn })).toMatchObject({
      description: 'both',
      routingConfiguration,
    });
    await sfn.untagResource({ resourceArn: stateMachineArn, tagKeys: ['team'] });
    await sfn.tagResource({ resourceArn: stateMachineArn, tags: [{ key: 'team', value: 'sales' }] });
    expect(await refreshed(stateMachineArn)).toEqual({ ...changed, tags: tagsOf('sales') });
  });

  it('publish no further version when nothing but the state of Terraform is new, as after an import', async () => {
    const before = await refreshed(stateMachineArn);
    const { definition } = before.described;
    await sfn.updateStateMachine({ stateMachineArn, definition, roleArn, publish: true, versionDescription: '' });
    expect((await refreshed(stateMachineArn)).latest).toBe(before.latest);
  });

  it('are gone when they were destroyed, whether once or by somebody else before', async () => {
    await sfn.deleteStateMachineAlias({ stateMachineAliasArn });
    for (let times = 0; times < 2; times++) {
      await sfn.deleteStateMachine({ stateMachineArn });
      await sfn.deleteActivity({ activityArn });
    }
    await expect(sfn.describeStateMachineAlias({ stateMachineAliasArn })).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFound' }),
    );
    await expect(sfn.describeStateMachine({ stateMachineArn })).rejects.toThrow(
      expect.objectContaining({ name: 'StateMachineDoesNotExist' }),
    );
    await expect(sfn.describeActivity({ activityArn })).rejects.toThrow(
      expect.objectContaining({ name: 'ActivityDoesNotExist' }),
    );
  });
});
