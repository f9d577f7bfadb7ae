/**
 * The client of PostgreSQL is CommonJS and must not be given the ES modules of its own parts.
 * @jest-environment-options {"customExportConditions": ["source", "node"]}
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka, type MemoryBroker, type MemoryClient } from '#kafka/testing';
import { TestParticipant, usePostgres, type Postgres } from '#participant/testing';
import { ORDER, OrderModule } from './index.js';

describe('the order service on PostgreSQL', () => {
  let postgres: Postgres;
  let databaseUrl: string;
  let broker: MemoryBroker;
  let service: TestParticipant;
  const clients: MemoryClient[] = [];

  beforeAll(async () => {
    postgres = await usePostgres();
  }, 120_000);
  afterAll(async () => postgres.stop(), 60_000);

  beforeEach(async () => {
    process.env['ORDER_STOCK'] = '{"book":1000}';
    databaseUrl = await postgres.database();
    broker = memoryBroker();
    clients.length = 0;
    service = await start();
  }, 30_000);
  afterEach(async () => {
    delete process.env['ORDER_STOCK'];
    await service.close();
  }, 30_000);

  const start = () =>
    TestParticipant.start(OrderModule, { ...ORDER, databaseUrl, kafka: memoryKafka(broker), connect });
  const connect = () => {
    const client = memoryKafka(broker);
    clients.push(client);
    return client;
  };
  const place = (quantity = 1) => service.command('order.place', { sku: 'book', quantity });
  const left = async () => Number((await service.database.get<{ pieces: string }>('SELECT pieces FROM stock'))?.pieces);
  const placed = async () => Number((await service.database.get<{ n: string }>('SELECT count(*) AS n FROM orders'))?.n);

  it('places, refuses and cancels as it does on SQLite', async () => {
    const first = place(999);
    expect(await service.ask(first)).toMatchObject({ output: { orderId: expect.stringMatching(/^o-/) } });
    expect(await service.ask(place(2))).toMatchObject({
      error: 'OutOfStock',
      cause: '2 of book were ordered, 1 are left.',
    });
    expect(await service.ask(service.undoOf(first, 'order.cancel'))).toMatchObject({ output: { cancelled: 1 } });
    expect([await left(), await placed()]).toEqual([1000, 0]);
  });

  it('keeps a whole batch right, with refusals and duplicates in it', async () => {
    const good = Array.from({ length: 50 }, () => place(10));
    const bad = Array.from({ length: 50 }, () => place(1_001));
    await service.send(...good.flatMap((command, n) => [command, bad[n]!, command]));
    for (const command of good) expect(await service.replyTo(command, 2)).toMatchObject({ type: 'SendTaskSuccess' });
    for (const command of bad) expect(await service.replyTo(command)).toMatchObject({ error: 'OutOfStock' });
    expect([await left(), await placed()]).toEqual([500, 50]);
  }, 30_000);

  it('is harmless as a zombie: two instances run the same commands, and each takes effect once', async () => {
    // The first is taken for dead and does not know: all that it reads, the second reads as well.
    clients[0]?.expire();
    const other = await start();
    const commands = Array.from({ length: 100 }, () => place());
    await service.send(...commands);
    for (const command of commands) expect(await service.replyTo(command)).toMatchObject({ type: 'SendTaskSuccess' });
    await service.until(() => service.replies.length >= 200, 'an answer to each command from both');
    await other.close();
    expect([await left(), await placed()]).toEqual([900, 100]);
  }, 30_000);
});
