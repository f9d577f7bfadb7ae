import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { definitionsRecord, isDefinition, isRegistryEvent, type LogEvent, type Message } from '#contracts';
import { memoryBroker, until, type MemoryBroker, type MemoryClient } from '#kafka/testing';
import { evolveResource, stateMachineRecord, type Resource, type ResourceMessage } from '#resources';
import { anyMessageTo, pass, Story } from '#resources/testing';
import { anyDeaths, passes, Stage, surviving, type Actor, type Death } from './testing/index.js';
import type { Settings } from './configuration.js';

/** State machines and activities under the hands of their partition's owner. */

let broker: MemoryBroker;
let stage: Stage<MemoryClient>;

async function open(settings: Partial<Settings> = {}): Promise<void> {
  broker = memoryBroker();
  stage = await Stage.open(() => broker.connect(), settings);
}

async function owning(settings: Partial<Settings> = {}): Promise<Actor<MemoryClient>> {
  const actor = await stage.orchestrator(settings);
  await stage.owned(actor);
  return actor;
}

/** As SIGKILL would. */
function kill(actor: Actor<MemoryClient>): void {
  actor.kafka.kill();
  stage.forget(actor);
}

const replies = () => stage.settings.topics.replies;
const asked = (message: Message, id: string): Message => ({ ...message, id, replyTo: replies() });
const answered = (id: string) =>
  until(`${id} is answered`, async () => (await stage.answers(replies())).some((answer) => answer.id === id));
async function answerTo(message: Message, id: string = message.type) {
  await stage.send(asked(message, id));
  await answered(id);
  return (await stage.answers(replies())).find((answer) => answer.id === id)!;
}

/** The revisions and what leads to them, as a reader of the topic knows them in the end. */
async function known() {
  const records = (await stage.texts(stage.settings.topics.definitions)).map((text) =>
    definitionsRecord.parse(JSON.parse(text)),
  );
  const revisions = new Set(records.filter(isDefinition).map(({ version }) => version));
  const leads = records
    .filter((record) => !isDefinition(record))
    .toSorted((a, b) => Number(a['changes']) - Number(b['changes']));
  return { revisions: [...revisions].toSorted((a, b) => a - b), leads: leads.at(-1) };
}

const create = { type: 'CreateStateMachine', name: 'm', definition: passes as never } as const;

describe('an answer', () => {
  afterEach(() => stage.close());

  it('says where its decision stands, once the definition is on its topic', async () => {
    await open();
    await owning();
    broker.decideFates(({ records }) => (records[0]!.topic === stage.settings.topics.definitions ? 'fails' : 'lands'));
    await stage.send(asked(create, 'slow'));
    await until('it is decided', async () => (await stage.events('m')).length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await stage.answers(replies())).toEqual([]);
    broker.decideFates(() => 'lands');
    await answered('slow');
    expect((await known()).revisions).toEqual([1]);
    const { offset } = (await stage.decisions())[0]!;
    expect(await stage.answers(replies())).toMatchObject([
      { id: 'slow', ok: true, entity: 'm', log: { partition: 0, offset }, result: { revision: 1 } },
    ]);
  });

  it('to what is no fact says up to where its reason can be read', async () => {
    await open();
    await owning();
    const first = await answerTo(create, 'first');
    await answerTo({ type: 'CreateActivity', name: 'pack' });
    const again = await answerTo(create, 'again');
    expect(again.result).toEqual(first.result);
    expect(again.log!.offset).toBe((await stage.log()).at(-1)!.offset);
  });

  it('to what is refused says where the refusal stands, and there is no dead letter', async () => {
    await open();
    await owning();
    const { error, message, log } = await answerTo({ type: 'PublishStateMachineVersion', name: 'm' });
    expect([error, message]).toEqual([
      'StateMachineDoesNotExist',
      "State Machine Does Not Exist: 'arn:aws:states:us-east-1:000000000000:stateMachine:m'",
    ]);
    expect(log!.offset).toBe((await stage.decisions()).at(-1)!.offset);
    expect(await stage.deadLetters()).toEqual([]);
  });

  it('comes for a start that follows an answered create, whichever process decides it', async () => {
    await open({ partitions: 4 });
    await stage.orchestrator();
    await stage.orchestrator();
    for (let i = 0; i < 8; i++) {
      const name = `m${i}`;
      const { result } = await answerTo({ ...create, name }, name);
      expect(result).toMatchObject({ revision: 1 });
      const start = { type: 'StartExecution', stateMachine: name, name: 'e', version: 1 } as const;
      expect(await answerTo(start, `${name}:e`)).toMatchObject({ ok: true, entity: `${name}:e` });
    }
  });
});

describe('after a take-over', () => {
  afterEach(() => stage.close());

  it.each([
    ['checkpoints', 20],
    ['the log alone', 3_600_000],
  ])('a state machine and an activity are what they were, from %s', async (_, checkpointMs) => {
    await open({ checkpointMs });
    const first = await owning();
    const story = new Story();
    const messages: ResourceMessage[] = [
      { ...create, definition: pass(), publish: true, tags: [{ key: 'k', value: 'v' }] },
      { type: 'UpdateStateMachine', name: 'm', definition: pass('second'), publish: true },
      { type: 'CreateStateMachineAlias', name: 'm', alias: 'live', routing: [{ number: 1, weight: 100 }] },
    ];
    for (const message of messages) story.send(message);
    await stage.send(...messages, { type: 'CreateActivity', name: 'pack' });
    await stage.settled(first);
    await new Promise((resolve) => setTimeout(resolve, 100));
    kill(first);
    await owning();
    const conflict = await answerTo({ type: 'DeleteStateMachineVersion', name: 'm', number: 1 });
    expect(conflict.error).toBe('ConflictException');
    expect(await answerTo({ type: 'CreateActivity', name: 'pack' })).toMatchObject({ ok: true });
    const update = { type: 'UpdateStateMachine', name: 'm', definition: pass('third'), publish: true } as const;
    expect((await answerTo(update)).result).toMatchObject({ revision: 3, number: 3 });
    expect(await stage.eventTypes('activity/pack')).toEqual(['ActivityCreated']);
  });

  it('what leads to revisions is on its topic, if the one before died before it sent it', async () => {
    await open();
    const first = await owning();
    broker.decideFates(({ records }) => (records[0]!.topic === stage.settings.topics.definitions ? 'fails' : 'lands'));
    await stage.send({ ...create, publish: true });
    await until('it is decided', async () => (await stage.events('m')).length === 2);
    kill(first);
    broker.decideFates(() => 'lands');
    await owning();
    await until('it is there', async () => (await known()).leads !== undefined);
    expect(await known()).toMatchObject({ revisions: [1], leads: { versions: [{ number: 1, version: 1 }] } });
  });
});

describe('an owner that is killed between any two records of the log', () => {
  const plan = fc.record({
    messages: fc.array(anyMessageTo('m'), { minLength: 1, maxLength: 12 }),
    deaths: anyDeaths({ latest: 5, most: 3 }),
    batchMessages: fc.constantFrom(1, 3, 1_000),
  });

  it('leaves the state machine that would be without its death, and its definitions', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ messages, deaths, batchMessages }) => {
        await open({ batchMessages, checkpointMs: 10, idleCheckMs: 20, retakeMs: 2, leaveMs: 20 });
        try {
          await stage.send(...messages);
          await allIsDecided(deaths);
          await asIfNobodyDied(messages);
        } finally {
          await stage.close();
        }
      }),
      { numRuns: 150, interruptAfterTimeLimit: 25_000 },
    );
  }, 60_000);

  async function allIsDecided(deaths: readonly Death[]): Promise<void> {
    const [inbox] = await stage.kafka.offsets(stage.settings.topics.inbox);
    const over = ({ orchestrator, kafka }: Actor<MemoryClient>) =>
      !kafka.isDead &&
      orchestrator.owners.some(({ nextInbox, status }) => status === 'owning' && nextInbox >= inbox!.end);
    await surviving({ broker, stage, deaths, over });
  }

  async function asIfNobodyDied(messages: readonly ResourceMessage[]): Promise<void> {
    const story = new Story();
    const refused = messages.filter((message) => !story.send(message).ok).length;
    const events = (await stage.events('m')).filter((event: LogEvent) => isRegistryEvent(event));
    expect(events).toEqual(story.events);
    expect(await stage.rejections()).toHaveLength(refused);
    const after = events.reduce<Resource | undefined>((it, event) => evolveResource(it, event, 0), undefined);
    const wanted = after && stateMachineRecord(after);
    const version = after && 'version' in after ? after.version : 0;
    await until('its definitions are out', async () => {
      const { revisions, leads } = await known();
      return revisions.length === version && leads?.['changes'] === wanted?.changes;
    });
    expect((await known()).leads).toEqual(wanted);
  }
});
