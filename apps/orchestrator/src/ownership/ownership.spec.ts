import { afterEach, describe, expect, it } from '@jest/globals';
import { isMarker } from '#contracts';
import type { GroupConsumer, GroupHandlers, GroupOptions } from '#kafka';
import {
  memoryBroker,
  until,
  type Append,
  type AppendFate,
  type MemoryBroker,
  type MemoryClient,
} from '#kafka/testing';
import { chain, listen, passes, Stage, StubParticipant, waits, type Actor } from '../testing/index.js';
import type { Settings } from '../configuration.js';

let broker: MemoryBroker;
let stage: Stage<MemoryClient>;

async function open(settings: Partial<Settings> = {}): Promise<void> {
  broker = memoryBroker();
  stage = await Stage.open(() => broker.connect(), settings, 'shop');
}

afterEach(() => stage.close());

const LOG = () => stage.settings.topics.log;
const isAppendTo = (topic: string) => (append: Append) => append.records.some((record) => record.topic === topic);
/** What becomes of the next appends to the log, whatever goes to other topics meanwhile. */
const nextFatesOfLog = (...fates: AppendFate[]) =>
  broker.decideFates((append) => (isAppendTo(LOG())(append) && fates.shift()) || 'lands');
const start = (name: string, input = {}, stateMachine = 'm') =>
  ({ type: 'StartExecution', stateMachine, name, input }) as const;

/** As SIGKILL would. */
function kill(actor: Actor<MemoryClient>): void {
  actor.kafka.kill();
  stage.forget(actor);
}

async function epochs(): Promise<number[]> {
  return (await stage.log()).flatMap(({ record }) => (isMarker(record) ? [record.epoch] : []));
}

async function owning(settings: Partial<Settings> = {}): Promise<Actor<MemoryClient>> {
  const actor = await stage.orchestrator(settings);
  await stage.owned(actor);
  return actor;
}

const steppedDown = ({ told }: Actor) => told.filter(({ message }) => message.startsWith('Stepped down')).length;

describe('O1: taking over', () => {
  it('a marker of unknown fate is followed by another with a new owner id', async () => {
    await open();
    nextFatesOfLog('lands and fails');
    await owning();
    const markers = (await stage.log()).map(({ record }) => record);
    expect(markers.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(new Set(markers.map(({ owner }) => owner)).size).toBe(2);
  });

  it('nothing is decided before the marker was read back: of two that take over at once, one decides', async () => {
    await open();
    const first = await owning();
    await stage.define('m', passes);
    first.kafka.expire();
    const second = await owning();
    await stage.send(start('a'));
    await stage.ended('a');
    const decisions = await stage.decisions();
    expect(await stage.eventTypes('m:a')).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    expect(decisions.at(-1)!.decision.epoch).toBe(second.orchestrator.owners.length > 0 ? 2 : 1);
  });
});

describe('O2: state is the fold of the decisions that count', () => {
  it('the inbox goes on where the last counting decision says, whatever the group has committed', async () => {
    await open();
    const first = await owning();
    await stage.define('m', passes);
    await stage.send(start('a'), start('b'));
    await stage.ended('b');
    kill(first);
    broker.group(stage.settings.groupId).commit = () => true;
    await owning();
    await stage.send(start('c'));
    await stage.ended('c');
    const started = (await stage.decisions()).flatMap(({ decision }) =>
      decision.events.filter(({ type }) => type === 'ExecutionStarted').map(() => decision.entity),
    );
    expect(started).toEqual(['m:a', 'm:b', 'm:c']);
  });

  it('timers are rebuilt from state: a Wait that began under one owner ends under the next', async () => {
    await open();
    let now = Date.parse('2026-11-23T10:00:00.000Z');
    const first = await stage.orchestrator({}, () => now);
    await stage.owned(first);
    await stage.define('m', waits(3_600));
    await stage.send(start('a'));
    await until('it waits', async () => (await stage.eventTypes('m:a')).includes('WaitScheduled'));
    kill(first);
    now += 3_599_000;
    const second = await stage.orchestrator({}, () => now);
    await stage.owned(second);
    expect((await stage.eventTypes('m:a')).at(-1)).toBe('WaitScheduled');
    now += 1_000;
    await stage.ended('a');
  });

  it('`at` never goes back, not under a new owner whose clock is slow either', async () => {
    await open();
    const noon = Date.parse('2026-11-23T12:00:00.000Z');
    const first = await stage.orchestrator({}, () => noon);
    await stage.owned(first);
    await stage.define('m', passes);
    await stage.send(start('a'));
    await stage.ended('a');
    kill(first);
    const second = await stage.orchestrator({}, () => noon - 3_600_000);
    await stage.owned(second);
    await stage.send(start('b'));
    await stage.ended('b');
    const times = (await stage.decisions()).map(({ decision }) => decision.at);
    expect(times).toEqual(times.toSorted());
    expect(times.at(-1)).toBe('2026-11-23T12:00:00.000Z');
  });
});

describe('O3: what may not have gone out goes out again', () => {
  it('a command without a reply, after a take-over, with the same id and token', async () => {
    await open();
    const first = await owning();
    await stage.define('m', chain('shop', 1));
    await stage.send(start('a'));
    await until('the command is out', async () => (await stage.commands('shop')).length === 1);
    kill(first);
    await owning();
    await until('it is out again', async () => (await stage.commands('shop')).length === 2);
    const [once, again] = await stage.commands('shop');
    expect(again).toEqual(once);
  });

  it('a command that was decided and never sent', async () => {
    await open();
    const first = await owning();
    await stage.define('m', chain('shop', 1));
    broker.decideFates((append) => (isAppendTo('shop.commands')(append) ? 'fails' : 'lands'));
    await stage.send(start('a'));
    await until('it is decided', async () => (await stage.eventTypes('m:a')).includes('TaskScheduled'));
    kill(first);
    expect(await stage.commands('shop')).toEqual([]);
    broker.decideFates(() => 'lands');
    await owning();
    await until('it is out', async () => (await stage.commands('shop')).length === 1);
  });

  it('outcomes and definitions of the tail, but not those before the position', async () => {
    await open();
    const { outcomes, definitions, checkpoints } = stage.settings.topics;
    const first = await owning();
    await stage.define('old', passes);
    await stage.send(start('early', {}, 'old'));
    await stage.ended('early');
    const written = async () => (await stage.texts(checkpoints)).length;
    await until('a checkpoint holds it', async () => {
      const end = (await stage.log()).length;
      return (await stage.texts(checkpoints)).some((text) => text.includes(`"P":${end}`));
    });
    const before = await written();
    broker.decideFates((append) =>
      [outcomes, definitions, checkpoints].some((topic) => isAppendTo(topic)(append)) ? 'fails' : 'lands',
    );
    await stage.send({ type: 'CreateStateMachine', name: 'new', definition: passes });
    await stage.send(start('late', {}, 'old'));
    await until('both are decided', async () => (await stage.eventTypes('old:late')).includes('ExecutionSucceeded'));
    kill(first);
    expect(await written()).toBe(before);
    broker.decideFates(() => 'lands');
    await owning();
    await stage.ended('late');
    await until('new is defined', async () => (await stage.texts(definitions)).some((t) => t.includes('"new"')));
    expect((await stage.outcomes('early')).length).toBe(2);
    expect((await stage.texts(definitions)).filter((text) => text.includes('"old"')).length).toBe(1);
  });
});

describe('O4, O5: an acknowledgement alone proves nothing', () => {
  it('a decision behind a foreign marker is not acted on; who decides it is the new owner', async () => {
    await open();
    const zombie = await owning();
    await stage.define('m', chain('shop', 1));
    zombie.kafka.hold();
    await stage.send(start('a'));
    zombie.kafka.expire();
    const next = await owning();
    await until('the new owner has decided it', async () => (await stage.eventTypes('m:a')).length > 0);
    zombie.kafka.release();
    await until('the zombie has noticed', () => steppedDown(zombie) > 0);
    const notCounting = (await stage.log()).filter(({ record, counts }) => !counts && !isMarker(record));
    expect(notCounting.length).toBeGreaterThan(0);
    await until('the command is out', async () => (await stage.commands('shop')).length > 0);
    const commands = await stage.commands('shop');
    expect(new Set(commands.map(({ id }) => id))).toEqual(new Set(['m:a/Step1/1/F']));
    expect(commands.every(({ taskToken }) => taskToken === commands[0]!.taskToken)).toBe(true);
    expect(next.orchestrator.owners.length + zombie.orchestrator.owners.length).toBeGreaterThan(0);
  });

  it('a zombie’s void record in the gap does not fence the owner', async () => {
    await open({ idleCheckMs: 60_000 });
    const actor = await owning();
    await stage.define('m', passes);
    const value = JSON.stringify({
      epoch: 1,
      owner: 'a zombie',
      seq: 7,
      nextInbox: 99,
      at: AT,
      entity: 'x',
      events: [],
    });
    await stage.write({ topic: LOG(), partition: 0, key: 'x', value });
    await stage.send(start('a'));
    await stage.ended('a');
    expect([steppedDown(actor), await epochs()]).toEqual([0, [1]]);
  });

  it('an append that lands twice is decided once', async () => {
    await open();
    const actor = await owning();
    await stage.define('m', passes);
    broker.decideFates((append) => (isAppendTo(LOG())(append) ? 'lands twice' : 'lands'));
    await stage.send(start('a'));
    await stage.send(start('b'));
    await stage.ended('b');
    expect(await stage.eventTypes('m:a')).toHaveLength(4);
    expect(steppedDown(actor)).toBe(0);
  });

  it('an append that lands late, after its owner was told that it failed, is void', async () => {
    await open();
    const actor = await owning();
    await stage.define('m', chain('shop', 1));
    nextFatesOfLog('fails and lands late');
    await stage.send(start('a'));
    await until('the next take-over has decided it', async () => (await stage.eventTypes('m:a')).length > 0);
    expect(steppedDown(actor)).toBe(1);
    expect(broker.landLate()).toBe(1);
    await stage.send(start('b'));
    await until('the owner goes on', async () => (await stage.eventTypes('m:b')).length > 0);
    expect((await stage.log()).filter(({ counts }) => !counts)).toHaveLength(1);
    expect((await stage.eventTypes('m:a')).filter((type) => type === 'ExecutionStarted')).toHaveLength(1);
  });

  it('each decision carries the inbox offset that is right after itself', async () => {
    await open();
    await owning();
    await stage.define('m', passes);
    const base = (await stage.kafka.offsets(stage.settings.topics.inbox))[0]!.end;
    await stage.send(start('a'), start('b'), start('c'));
    await stage.ended('c');
    const next = (await stage.decisions()).filter(({ decision }) => decision.entity.startsWith('m:'));
    expect(next.map(({ decision }) => decision.nextInbox)).toEqual([base + 1, base + 2, base + 3]);
  });
});

describe('O7: the idle check', () => {
  it('an owner that writes nothing notices a newer marker, and takes over again if the partition is still its own', async () => {
    await open();
    const actor = await owning();
    await stage.define('m', passes);
    const marker = JSON.stringify({ type: 'Owner', epoch: 5, owner: 'gone again' });
    await stage.write({ topic: LOG(), partition: 0, key: 'x', value: marker });
    await until('it owns the partition again', async () => (await epochs()).at(-1) === 6);
    expect(steppedDown(actor)).toBe(1);
    await stage.send(start('a'));
    await stage.ended('a');
  });
});

describe('O8: stepping down', () => {
  it('after an append of unknown fate nothing of it goes out before the log was read again', async () => {
    await open();
    await owning();
    await stage.define('m', chain('shop', 1));
    const takenOver = () => broker.records(LOG()).filter(({ value }) => isMarker(JSON.parse(String(value)))).length;
    const whenItWent: number[] = [];
    let lost = false;
    broker.decideFates((append) => {
      if (isAppendTo('shop.commands')(append)) whenItWent.push(takenOver());
      if (lost || !isAppendTo(LOG())(append)) return 'lands';
      lost = true;
      return 'lands and fails';
    });
    await stage.send(start('a'));
    await until('it goes out', async () => (await stage.commands('shop')).length > 0);
    expect([whenItWent, await epochs()]).toEqual([[2], [1, 2]]);
  });

  it('what a former take-over still had under way does not make the next one step down', async () => {
    await open();
    const actor = await owning();
    await stage.define('m', chain('shop', 1));
    broker.decideFates((append) => (isAppendTo('shop.commands')(append) ? 'fails' : 'lands'));
    await stage.send(start('a'));
    await until('it is decided', async () => (await stage.eventTypes('m:a')).includes('TaskScheduled'));
    await new Promise((resolve) => setTimeout(resolve, 3 * stage.settings.checkpointMs)); // Its checkpoint waits now.
    const marker = JSON.stringify({ type: 'Owner', epoch: 5, owner: 'gone again' });
    await stage.write({ topic: LOG(), partition: 0, key: 'x', value: marker });
    await until('it owns the partition again', async () => (await epochs()).at(-1) === 6);
    broker.decideFates(() => 'lands');
    const { checkpoints } = stage.settings.topics;
    await until('its own set is complete', async () =>
      (await stage.records(checkpoints)).some(({ key }) => /^6\/.*\/position$/.test(String(key))),
    );
    expect([steppedDown(actor), await epochs()]).toEqual([1, [1, 5, 6]]);
  });

  it('a revoked partition is dropped', async () => {
    await open({ partitions: 2 });
    const first = await owning();
    const second = await stage.orchestrator();
    await until('they share', () => [first, second].every(({ orchestrator: o }) => o.owners.length === 1));
    await until('both own', () => [first, second].every(({ orchestrator: o }) => o.owners[0]!.status === 'owning'));
    expect(first.orchestrator.owners[0]!.partition).not.toBe(second.orchestrator.owners[0]!.partition);
  });
});

describe('the consumer', () => {
  /** An orchestrator whose membership the test holds in its hands. */
  async function member(onStart: (handlers: GroupHandlers) => void = () => undefined) {
    const given: { handlers?: GroupHandlers; consumer?: GroupConsumer } = {};
    const connected = stage.connect();
    const join = connected.join.bind(connected);
    connected.join = async (options: GroupOptions, handlers: GroupHandlers) => {
      const consumer = await join(options, handlers);
      const begin = consumer.start.bind(consumer);
      consumer.start = (at, offset) => {
        onStart(handlers);
        begin(at, offset);
      };
      Object.assign(given, { handlers, consumer });
      return consumer;
    };
    const actor = stage.actor({}, Date.now, connected);
    await actor.orchestrator.start();
    await stage.owned(actor);
    return { actor, given };
  }

  it('is joined again when the client gave it up', async () => {
    await open();
    const { actor, given } = await member();
    await stage.define('m', passes);
    await given.consumer!.close();
    given.handlers!.onCrash!(new Error('the client gave up'));
    await until('it has let go', () => actor.orchestrator.owners.length === 0);
    await stage.send(start('a'));
    await stage.ended('a');
  });

  it('cannot slip in records from where it stood before the take-over', async () => {
    await open();
    const at = { topic: stage.settings.topics.inbox, partition: 0 };
    const value = Buffer.from(JSON.stringify(start('from nowhere')));
    const stale = { ...at, offset: 1_000, key: null, value, headers: {}, timestamp: 0 };
    const { actor } = await member((handlers) => void handlers.onRecords(at, [stale]));
    await stage.define('m', passes);
    await stage.send(start('a'));
    await stage.ended('a');
    expect([steppedDown(actor), (await stage.decisions()).map(({ decision }) => decision.entity)]).toEqual([
      0,
      ['m', 'm:a'],
    ]);
  });
});

describe('O3: the dead letter of a message that the state of its entity refused', () => {
  it('goes out with the next owner, if the one that refused it dies before it did', async () => {
    await open({ checkpointMs: 3_600_000 });
    const { deadLetters } = stage.settings.topics;
    const first = await owning();
    await stage.define('m', waits(60));
    await stage.send(start('a', { n: 1 }));
    await stage.settled(first);
    broker.decideFates((append) => (isAppendTo(deadLetters)(append) ? 'fails' : 'lands'));
    await stage.send(start('a', { n: 2 }));
    await until('the refusal is on the log', async () => (await stage.rejections()).length === 1);
    expect(await stage.deadLetters()).toEqual([]);
    kill(first);
    broker.decideFates(() => 'lands');
    await owning();
    await until('it is on the dead letters', async () => (await stage.deadLetters()).length === 1);
    expect((await stage.deadLetters())[0]).toMatchObject({
      'x-error': 'ExecutionAlreadyExists',
      value: JSON.stringify(start('a', { n: 2 })),
    });
  });
});

describe('an owner at the end of its life', () => {
  it('closes with a broker that does not answer any more', async () => {
    await open();
    const actor = await owning();
    await stage.define('m', chain('shop', 1));
    broker.decideFates((append) => (isAppendTo('shop.commands')(append) ? 'fails' : 'lands'));
    await stage.send(start('a'));
    await until('it is decided', async () => (await stage.eventTypes('m:a')).includes('TaskScheduled'));
    await actor.close();
  });
});

describe('the participant’s half', () => {
  it('a reply that comes twice is one success', async () => {
    await open();
    await owning();
    await stage.define('m', chain('shop', 2));
    const stub = new StubParticipant();
    await listen(stage.connect(), 'shop', stub, 2);
    await stage.send(start('a'));
    await stage.ended('a');
    expect((await stage.eventTypes('m:a')).filter((type) => type === 'TaskSucceeded')).toHaveLength(2);
    expect(await stage.deadLetters()).toEqual([]);
  });
});

const AT = '2026-11-23T10:00:00.000Z';
