import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectKafka, type Kafka } from '#kafka';
import { contractBreaches, until, useBroker } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { listen, StubParticipant, type JoinedParticipant } from '#orchestrator/testing';
import { ApiStage } from '../testing/api-stage.js';
import { definitionFor, shop } from '../testing/blocked-undo.js';
import { EventSource } from '../testing/event-source.js';
import { idIn, Operators } from '../testing/operators.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const our = shop();

let stage: ApiStage;
let operators: Operators;
let participant: JoinedParticipant;
let participantsKafka: Kafka;
let name: string;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  const { brokers, name: unique } = await useBroker();
  environment = { BACKSTEP_TOPIC_PREFIX: `${unique('operator')}.`, BACKSTEP_PARTITIONS: '4' };
  name = `p-${unique('shop')}`.replaceAll(/[^a-z0-9-]/g, '-');
  participantsKafka = connectKafka({ brokers });
  await participantsKafka.ensureTopics([{ topic: `${name}.commands`, partitions: 2, config: {} }]);
  participant = await listen(participantsKafka, name, new StubParticipant((command) => our.verdict(command)));
  stage = await ApiStage.open({
    connect: () => connectKafka({ brokers }),
    owner: (kafka) => new Orchestrator(kafka, settingsFrom(environment), silent),
    environment,
  });
  operators = new Operators(stage);
}, 60_000);
afterAll(async () => {
  await stage.close();
  await participant.close();
  await participantsKafka.close();
}, 30_000);

describe('an operator', () => {
  it('finds a blocked undo, sees what is left, decides on it, and watches the end', async () => {
    const roleArn = 'arn:aws:iam::000000000000:role/any';
    const { stateMachineArn } = await stage.done('CreateStateMachine', {
      name: 'order',
      definition: definitionFor(name),
      roleArn,
    });
    await stage.done('StartExecution', { stateMachineArn, name: 'one', input: '{"customer":"c-1"}' });
    const path = `/executions/${idIn('order:one')}`;
    const events = await EventSource.open(`${stage.url}/api${path}/events/stream?untilEnd=true`);

    await until('it is in the list of those that wait', async () => {
      const { body } = await operators.get('/executions?compensationStatus=BLOCKED&attributes={"customer":"c-1"}');
      return body.items?.some(({ id }) => id === 'order:one') ?? false;
    });
    const { body: left } = await operators.get(`${path}/undo-plan`);
    expect(left['explanation']).toEqual([
      `1. ${name}.refund, because Charge succeeded.`,
      `2. ${name}.release, because Reserve succeeded.`,
    ]);
    const word = { by: 'ada', why: 'paid back in cash' };
    const resolved = await operators.post(`${path}/resolve`, { state: 'Charge', how: 'RESOLVED', ...word });
    expect(resolved.status).toBe(200);

    await until('its end was told', () => events.isOver);
    const told = events.heard.map(({ data }) => data!['event'] as { readonly type: string });
    expect(told).toContainEqual(expect.objectContaining({ type: 'CompensationResolved', how: 'RESOLVED', ...word }));
    expect(told.at(-1)).toMatchObject({ type: 'ExecutionFailed', error: 'OutOfStock' });
    expect((await operators.get(path)).body).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });

    const metrics = await (await fetch(`${stage.url}/metrics`)).text();
    expect(metrics).toContain('backstep_executions_ended_total{machine="order",status="FAILED"} 1');
    expect(metrics).toContain('backstep_undos{machine="order",status="COMPLETED"} 1');
  }, 60_000);

  it('sees participants and partitions, and sends a dead letter again', async () => {
    const producer = await participantsKafka.producer();
    const { inbox, catalogue } = stage.api.settings.topics;
    const start = JSON.stringify({ type: 'StartExecution', stateMachine: 'later', name: 'one' });
    const entry = { participant: 'shop', command: 'shop.charge', version: '1', inputSchema: {} };
    await producer.send([
      { topic: inbox, key: 'later:one', value: start },
      { topic: catalogue, key: 'shop/shop.charge', value: JSON.stringify(entry) },
    ]);
    await producer.close();
    await until('the dead letter is there', async () => {
      const { body } = await operators.get('/dead-letters/engine?limit=1');
      return body.items?.some(({ key }) => key === 'later:one') ?? false;
    });
    const definition = JSON.stringify({ StartAt: 'S', States: { S: { Type: 'Succeed' } } });
    const roleArn = 'arn:aws:iam::000000000000:role/any';
    await stage.done('CreateStateMachine', { name: 'later', definition, roleArn });
    const word = { by: 'ada', why: 'it is there now' };
    expect(await operators.post('/dead-letters/engine/0/replay', word)).toMatchObject({ status: 200 });
    await until(
      'it has run',
      async () => (await operators.get('/executions/later%3Aone')).body['status'] === 'SUCCEEDED',
    );

    const { body: participants } = await operators.get('/participants');
    expect(participants.items).toMatchObject([{ participant: 'shop', commands: [{ command: 'shop.charge' }] }]);
    await until('nobody is behind', async () => {
      const { body } = await operators.get('/partitions');
      return body.items!.every(({ owner, viewsBehind }) => owner !== undefined && viewsBehind === 0);
    });
  }, 60_000);

  it('reads on the wire what the published schemas say', async () => {
    const prefix = environment['BACKSTEP_TOPIC_PREFIX']!;
    const { breaches, types } = await contractBreaches(participantsKafka, { prefix, participants: [name] });
    expect(breaches).toEqual([]);
    expect([...types]).toEqual(
      expect.arrayContaining(['ResolveCompensation', 'CompensationBlocked', 'CompensationResolved', 'MessageRejected']),
    );
  }, 30_000);
});
