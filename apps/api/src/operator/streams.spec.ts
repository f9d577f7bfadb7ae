import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { ApiStage } from '../testing/api-stage.js';
import { EventSource } from '../testing/event-source.js';
import { idIn } from '../testing/operators.js';

const PARTITIONS = '2';
const roleArn = 'arn:aws:iam::000000000000:role/any';
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const arn = (rest: string) => `arn:aws:states:us-east-1:000000000000:${rest}`;

let stage: ApiStage;
const sources: EventSource[] = [];

beforeAll(async () => {
  const broker = memoryBroker();
  stage = await ApiStage.open({
    connect: () => memoryKafka(broker),
    owner: (kafka) => new Orchestrator(kafka, settingsFrom({ BACKSTEP_PARTITIONS: PARTITIONS }), silent),
    environment: { BACKSTEP_PARTITIONS: PARTITIONS },
    settings: { live: { heartbeatMs: 30, patienceMs: 200, mostStreams: 4 } },
  });
  const wait = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } });
  for (const name of ['wait', 'other']) await stage.done('CreateStateMachine', { name, definition: wait, roleArn });
});
afterAll(async () => {
  for (const source of sources) source.close();
  await stage.close();
});

let started = 0;
async function start(stateMachine = 'wait', input: object = {}): Promise<string> {
  const name = `e${++started}`;
  const stateMachineArn = arn(`stateMachine:${stateMachine}`);
  await stage.done('StartExecution', { stateMachineArn, name, input: JSON.stringify(input) });
  return `${stateMachine}:${name}`;
}
const stop = (id: string) => stage.done('StopExecution', { executionArn: arn(`execution:${id}`) });

async function open(path: string, headers: Record<string, string> = {}): Promise<EventSource> {
  const source = await EventSource.open(`${stage.url}/api${path}`, headers);
  sources.push(source);
  return source;
}
const ofExecution = (id: string, more = '', headers = {}) =>
  open(`/executions/${idIn(id)}/events/stream${more}`, headers);
const typesIn = ({ heard }: EventSource) => heard.map(({ data }) => (data!['event'] as { type: string }).type);
const gone = (source: EventSource) => (source.close(), until('it is noticed', () => source.isOver));

describe('the stream of one execution', () => {
  it('tells what happened and what happens, and ends with the execution where it is asked to', async () => {
    const id = await start();
    const source = await ofExecution(id, '?untilEnd=true');
    await until('the beginning was told', () => source.heard.length >= 3);
    expect(typesIn(source)).toEqual(['ExecutionStarted', 'WaitStateEntered', 'WaitScheduled']);
    await stop(id);
    await until('it is over', () => source.isOver);
    expect(typesIn(source).at(-1)).toBe('ExecutionAborted');
  });

  it('goes on behind the last event that the client has', async () => {
    const id = await start();
    const first = await ofExecution(id);
    await until('the beginning was told', () => first.heard.length >= 3);
    await gone(first);
    await stop(id);
    const second = await ofExecution(id, '', { 'last-event-id': first.lastEventId! });
    await until('the rest was told', () => second.heard.length > 0);
    expect(typesIn(second)).not.toContain('ExecutionStarted');
    expect(typesIn(second)).toContain('ExecutionAborted');
    await gone(second);
  });

  it('is alive while nothing happens', async () => {
    const source = await ofExecution(await start());
    await until('heartbeats come', () => source.comments.filter((text) => text === 'alive').length > 2);
    await gone(source);
  });

  it('is not there for an execution that is not', async () => {
    await expect(ofExecution('wait:nobody')).rejects.toThrow('404');
  });
});

describe('the stream of a list', () => {
  it('tells of those in it, and of those that leave it, and goes on where it was', async () => {
    const source = await open('/executions/stream?stateMachine=wait&status=RUNNING');
    const id = await start();
    await start('other');
    await until('it is told', () => source.heard.some(({ data }) => data!['id'] === id));
    expect(source.heard.find(({ data }) => data!['id'] === id)).toMatchObject({
      event: 'execution',
      data: { status: 'RUNNING' },
    });
    await until('there is an id to go on from', () => source.lastEventId !== undefined);
    await gone(source);
    await stop(id);
    const again = await open('/executions/stream?stateMachine=wait&status=RUNNING', {
      'last-event-id': source.lastEventId!,
    });
    await until('it has left', () => again.heard.some(({ event, data }) => event === 'left' && data!['id'] === id));
    const ids = [...source.heard, ...again.heard].map(({ data }) => String(data!['id']));
    expect(ids.filter((one) => !one.startsWith('wait:'))).toEqual([]);
    await gone(again);
  });

  it('is to be read again where nobody knows what was missed', async () => {
    const source = await open('/executions/stream', { 'last-event-id': 'of another list' });
    await until('it is told', () => source.heard.some(({ event }) => event === 'reset'));
    await gone(source);
  });
});
