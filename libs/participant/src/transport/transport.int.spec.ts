import { Injectable } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { commandsTopic, DEFAULT_PARTITIONS, participantTopics } from '#contracts';
import { connectKafka, type Kafka } from '#kafka';
import { useBroker } from '#kafka/testing';
import { CommandContext } from '../handlers/command-context.js';
import { CommandInput } from '../handlers/command-input.decorator.js';
import { HandlesCommand } from '../handlers/handles-command.decorator.js';
import { Refused } from '../handlers/refused.js';
import type { Db } from '../inbox/participant.store.js';
import { participantOfHandlers, type TestParticipant } from '../testing/test-participant.js';

/** The broker is shared with other tests, so each participant here has a name of its own. */
const shopOf = (name: string) => {
  @Injectable()
  class ShopHandlers {
    @HandlesCommand(`${name}.add`, { compensatedBy: `${name}.remove` })
    async add(@CommandInput() input: { item: string }, ctx: CommandContext) {
      await ctx.db.run('INSERT INTO items (command_id, name) VALUES (?, ?)', ctx.id, input.item);
      if (input.item === 'refused') throw new Refused('No');
      if (input.item === 'broken') throw new Error('boom');
      return { item: input.item };
    }

    @HandlesCommand(`${name}.remove`)
    async remove(ctx: CommandContext) {
      return { removed: await ctx.db.run('DELETE FROM items WHERE command_id = ?', ctx.compensates ?? '') };
    }

    @HandlesCommand(`${name}.wait`, { long: true })
    async wait(ctx: CommandContext) {
      await ctx.heartbeat();
      return 'waited';
    }
  }
  return ShopHandlers;
};

const migrate = async (db: Db) =>
  void (await db.run('CREATE TABLE IF NOT EXISTS items (command_id TEXT PRIMARY KEY, name TEXT NOT NULL)'));

describe('a participant on a real broker', () => {
  let kafka: Kafka;
  let shop: TestParticipant | undefined;
  let shops = 0;

  beforeAll(async () => {
    const { brokers } = await useBroker();
    kafka = connectKafka({ brokers, clientId: 'test' });
  }, 180_000);
  afterEach(async () => {
    await shop?.close();
    shop = undefined;
  }, 30_000);
  afterAll(async () => kafka?.close());

  const start = async (more: object = {}, name = `shop${process.pid}x${(shops += 1)}x${Date.now()}`) => {
    shop = await participantOfHandlers([shopOf(name)], {
      participant: name,
      migrate,
      kafka,
      retry: { maxRuns: 2, firstDelayMs: 1 },
      ...more,
    });
    const started = shop;
    const add = (item: string, said = {}) => started.command(`${name}.add`, { item }, said);
    return { shop: started, name, add };
  };
  const items = async (of: TestParticipant) =>
    Number((await of.database.get<{ n: number }>('SELECT count(*) AS n FROM items'))?.n);

  it('answers a thousand commands, each once, with refusals and failures among them', async () => {
    const { shop, add } = await start();
    const kinds = ['good', 'good', 'good', 'refused', 'broken'];
    const commands = Array.from({ length: 1_000 }, (_, n) => add(kinds[n % kinds.length]!));
    await shop.send(...commands);
    await shop.until(() => shop.replies.length >= commands.length, 'all answers');
    const outcomes = Map.groupBy(commands, (command) =>
      shop
        .repliesTo(command)
        .map(({ type, outcome }) => outcome ?? type)
        .join(),
    );
    expect(Object.fromEntries(Array.from(outcomes, ([outcome, of]) => [outcome, of.length]))).toEqual({
      SendTaskSuccess: 600,
      refused: 200,
      unknown: 200,
    });
    await shop.until(() => shop.deadLetters.length === 200, 'the dead letters');
    expect(await items(shop)).toBe(600);
  }, 60_000);

  it('answers a duplicate from its inbox, also after a restart', async () => {
    const { shop, add } = await start();
    const command = add('good');
    await shop.ask(command);
    await shop.restart();
    expect(await shop.ask(command)).toMatchObject({ output: { item: 'good' } });
    expect(await items(shop)).toBe(1);
  }, 60_000);

  it('does not read again what it had answered before an orderly restart', async () => {
    const { shop, add } = await start();
    await shop.send(...Array.from({ length: 50 }, () => add('good')));
    // A group that has to be joined twice on a young broker reads again what it had not committed: at least once.
    const answered = () => new Set(shop.replies.map(({ taskToken }) => taskToken)).size;
    await shop.until(() => answered() === 50, 'answers to all fifty');
    await shop.restart();
    const before = shop.replies.length;
    await shop.ask(add('last'));
    expect([answered(), shop.replies.length]).toEqual([51, before + 1]);
  }, 60_000);

  it('blocks a command whose undo came first, and undoes what came', async () => {
    const { shop, name, add } = await start();
    const late = add('late');
    expect(await shop.ask(shop.undoOf(late, `${name}.remove`))).toMatchObject({ type: 'SendTaskSuccess' });
    expect(await shop.ask(late)).toMatchObject({ error: 'Participant.Compensated' });
    const early = add('early');
    await shop.ask(early);
    expect(await shop.ask(shop.undoOf(early, `${name}.remove`))).toMatchObject({ output: { removed: 1 } });
    expect(await items(shop)).toBe(0);
  }, 60_000);

  it('sends heartbeats of long-running handlers', async () => {
    const { shop, name } = await start();
    const command = shop.command(`${name}.wait`, {});
    expect(await shop.ask(command)).toMatchObject({ output: 'waited' });
    expect(shop.replies.map(({ type }) => type)).toContain('SendTaskHeartbeat');
  }, 60_000);

  it('puts poison aside and goes on, even where the dead letters do not take it whole', async () => {
    const name = `poison${process.pid}x${Date.now()}`;
    const [commands] = participantTopics(name);
    await kafka.ensureTopics([{ ...commands!, config: { ...commands!.config, 'max.message.bytes': '5000000' } }]);
    const { shop, add } = await start({}, name);
    const topic = commandsTopic(name);
    const large = add('x'.repeat(2_000_000));
    const records = ['hello {', '{}', '[]', '7', null].map((value, n) => ({ topic, key: `k${n}`, value }));
    await shop.sendRecords(
      ...records,
      shop.recordOf({ ...add('good'), replyTo: { topic: 'nowhere', partition: 0 } }),
      shop.recordOf(large),
    );
    expect(await shop.replyTo(large)).toMatchObject({ error: 'Participant.InvalidCommand', outcome: 'refused' });
    await shop.until(() => shop.deadLetters.length === 7, 'all dead letters');
    expect(await shop.ask(add('good'))).toMatchObject({ type: 'SendTaskSuccess' });
    expect(await items(shop)).toBe(1);
  }, 60_000);

  it('shares its partitions with a second instance, and takes them back', async () => {
    const { shop, name, add } = await start({ partitions: DEFAULT_PARTITIONS });
    const { shop: other } = await start({}, name);
    await shop.send(...Array.from({ length: 200 }, () => add('good')));
    await shop.until(() => new Set(shop.replies.map(({ taskToken }) => taskToken)).size === 200, 'answers of both');
    expect(await items(other)).toBeGreaterThan(0);
    await other.stop();
    await shop.send(...Array.from({ length: 200 }, () => add('good')));
    await shop.until(
      () => new Set(shop.replies.map(({ taskToken }) => taskToken)).size === 400,
      'answers of the one that is left',
    );
    await shop.close();
  }, 90_000);

  it('says what to do when the broker is away', async () => {
    const away = connectKafka({ brokers: ['127.0.0.1:1'], topicsTimeoutMs: 300 });
    const started = participantOfHandlers([shopOf('lonely')], { participant: 'lonely', kafka, connect: () => away });
    await expect(started).rejects.toThrow(/could not reach Kafka .* Is KAFKA_BROKERS right .*broker start/s);
    await away.close();
  }, 60_000);
});
