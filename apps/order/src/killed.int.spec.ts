import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { participantTopics, type Command } from '#contracts';
import { connectKafka, type Kafka } from '#kafka';
import { ownBroker, until } from '#kafka/testing';
import { CompiledServices, ended, type Reply } from '#participant/testing';

const WAVES = 6;
const WAVE = 150;
const BOOKS = 100_000;

describe('the order service, killed again and again', () => {
  let broker: Awaited<ReturnType<typeof ownBroker>>;
  let kafka: Kafka;
  let services: CompiledServices;
  const dataDir = mkdtempSync(join(tmpdir(), 'killed-'));

  beforeAll(async () => {
    services = CompiledServices.compile('apps/order');
    broker = await ownBroker();
    kafka = connectKafka({ brokers: broker.brokers });
    await kafka.ensureTopics([...participantTopics('order', 4), { topic: 'replies', partitions: 1, config: {} }]);
  }, 180_000);
  afterAll(async () => {
    services?.discard();
    await kafka?.close();
    await broker?.discard();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  /** Of one execution: an order, and for every third its undo behind it. */
  const commandsOf = (n: number): Command[] => {
    const execution = `kill:${n}`;
    const of = (leg: 'F' | 'C', command: string, more: object): Command => ({
      id: `${execution}/Place/1/${leg}`,
      command,
      attempt: 1,
      execution,
      state: 'Place',
      visit: 1,
      taskToken: `${n}${leg}`,
      input: { sku: 'book', quantity: 1 + (n % 5), customer: String(n) },
      replyTo: { topic: 'replies', partition: 0 },
      ...more,
    });
    const place = of('F', 'order.place', {});
    return n % 3 === 0 ? [place, of('C', 'order.cancel', { compensates: place.id, input: {} })] : [place];
  };

  it('answers every command, and each has taken effect exactly once', async () => {
    const env = {
      BACKSTEP_SESSION_TIMEOUT_MS: '1000',
      KAFKA_BROKERS: broker.brokers.join(),
      BACKSTEP_DATA_DIR: dataDir,
      ORDER_STOCK: `{"book":${BOOKS}}`,
      DATABASE_URL: '',
    };
    const replies = new Map<string, Reply[]>();
    const reader = await kafka.reader(['replies']);
    const stop = await reader.follow({ topic: 'replies', partition: 0 }, 0, (records) => {
      for (const { value } of records) {
        const reply = JSON.parse(String(value)) as Reply;
        replies.set(reply.taskToken, [...(replies.get(reply.taskToken) ?? []), reply]);
      }
    });
    const producer = await kafka.producer();
    const sent: Command[] = [];
    let kills = 0;
    for (let wave = 0; wave < WAVES; wave++) {
      const commands = Array.from({ length: WAVE }, (_, i) => commandsOf(wave * WAVE + i)).flat();
      sent.push(...commands);
      const service = services.start('apps/order', env);
      const before = replies.size;
      for (let i = 0; i < commands.length; i += 10) {
        await producer.send(
          commands
            .slice(i, i + 10)
            .map((command) => ({ topic: 'order.commands', key: command.execution, value: JSON.stringify(command) })),
        );
      }
      const enough = before + randomInt(1, WAVE);
      await until(`it has answered ${enough}`, () => replies.size >= enough, 60_000);
      service.kill('SIGKILL');
      await ended(service);
      kills += 1;
    }
    const last = services.start('apps/order', env);
    await until('all are answered', () => replies.size === sent.length, 60_000);
    last.kill('SIGTERM');
    await ended(last);
    await stop();

    expect(kills).toBe(WAVES);
    const contradictions = [...replies.values()].filter(
      (given) => new Set(given.map((reply) => JSON.stringify(reply))).size !== 1,
    );
    expect(contradictions).toEqual([]);
    expect([...replies.values()].every(([reply]) => reply?.type === 'SendTaskSuccess')).toBe(true);

    const left = Array.from({ length: WAVES * WAVE }, (_, n) => n).filter((n) => n % 3 !== 0);
    const database = new DatabaseSync(join(dataDir, 'order.db'), { readOnly: true });
    const orders = database
      .prepare('SELECT customer FROM orders')
      .all()
      .map(({ customer }) => Number(customer));
    expect(orders.sort((a, b) => a - b)).toEqual(left);
    const { pieces } = database.prepare('SELECT pieces FROM stock').get() as { pieces: number };
    expect(pieces).toBe(BOOKS - left.reduce((sum, n) => sum + 1 + (n % 5), 0));
    database.close();
  }, 300_000);

  it('says in one line why it cannot start, and ends', async () => {
    const refused = services.start('apps/order', {
      KAFKA_BROKERS: broker.brokers.join(),
      BACKSTEP_DATA_DIR: '/dev/null',
      DATABASE_URL: '',
    });
    await ended(refused);
    expect(refused.exitCode).toBe(1);
  }, 60_000);
});
