import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AsyncMicroserviceOptions, MicroserviceOptions } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka, until, type MemoryBroker } from '#kafka/testing';
import { withChaos } from '../chaos/with-chaos.js';
import type { CommandHandlers } from '../handlers/command-handler.js';
import { CommandContext } from '../handlers/command-context.js';
import { HandlesCommand } from '../handlers/handles-command.decorator.js';
import { TestParticipant } from '../testing/test-participant.js';
import { BackstepParticipant } from '../transport/backstep-participant.js';
import { bootstrapParticipant } from './bootstrap-participant.js';
import { partitionsOf, storeOf } from './configuration.js';
import { ParticipantModule } from './participant.module.js';

@Injectable()
class Echo {
  @HandlesCommand('echo.say')
  say(ctx: CommandContext) {
    return { said: ctx.state };
  }
}

@Controller('hello')
class Hello {
  @Get()
  hello() {
    return { hello: 'http' };
  }
}

let dataDir: string;
let broker: MemoryBroker;
const options = () => ({ participant: 'echo', kafka: memoryKafka(broker), dataDir, partitions: 1, databaseUrl: '' });

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  broker = memoryBroker();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const rootModule = () => {
  @Module({ imports: [ParticipantModule.forRoot(options())], providers: [Echo], controllers: [Hello] })
  class Root {}
  return Root;
};

/** Whether a command is answered by whoever reads there. */
async function answers(): Promise<boolean> {
  const kafka = memoryKafka(broker);
  await kafka.ensureTopics([{ topic: 'answers', partitions: 1, config: {} }]);
  const id = 'm:e/S/1/F';
  const command = {
    id,
    command: 'echo.say',
    attempt: 1,
    execution: 'm:e',
    state: 'S',
    visit: 1,
    taskToken: id,
    input: {},
    replyTo: { topic: 'answers', partition: 0 },
  };
  await (await kafka.producer()).send([{ topic: 'echo.commands', key: 'm:e', value: JSON.stringify(command) }]);
  await until('it is answered', () => broker.records('answers').length > 0);
  return String(broker.records('answers')[0]?.value).includes('"said":"S"');
}

describe('a participant starts', () => {
  it('with one call', async () => {
    @Module({ providers: [Echo] })
    class EchoModule {}
    const running = await bootstrapParticipant(EchoModule, { ...options(), logger: false, port: false });
    expect(await answers()).toBe(true);
    await running.close();
  });

  it('in an application with HTTP, by hand', async () => {
    const app = await NestFactory.create<NestFastifyApplication>(rootModule(), new FastifyAdapter(), { logger: false });
    app.connectMicroservice<MicroserviceOptions>(
      { strategy: app.get(BackstepParticipant) },
      { inheritAppConfig: true },
    );
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    expect(await answers()).toBe(true);
    expect(await (await fetch(`${await app.getUrl()}/hello`)).json()).toEqual({ hello: 'http' });
    await app.close();
  });

  it('as a microservice alone', async () => {
    const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(rootModule(), {
      logger: false,
      inject: [BackstepParticipant],
      useFactory: (strategy: BackstepParticipant) => ({ strategy }),
    });
    await app.listen();
    expect(await answers()).toBe(true);
    await app.close();
  });

  it('beside others in one process, on one connection', async () => {
    @Injectable()
    class Shout {
      @HandlesCommand('shout.say')
      say() {
        return 'HA';
      }
    }
    @Module({ providers: [Echo] })
    class EchoModule {}
    @Module({ providers: [Shout] })
    class ShoutModule {}
    const kafka = memoryKafka(broker);
    const echo = await TestParticipant.start(EchoModule, { ...options(), kafka });
    const shout = await TestParticipant.start(ShoutModule, { ...options(), participant: 'shout', kafka });
    expect(await echo.ask(echo.command('echo.say', {}))).toMatchObject({ output: { said: 'State' } });
    expect(await shout.ask(shout.command('shout.say', {}))).toMatchObject({ output: 'HA' });
    await echo.close();
    await shout.close();
  });
});

describe('a database that is away', () => {
  it('is waited for: the command comes again and is answered once it is back', async () => {
    @Module({ providers: [Echo] })
    class EchoModule {}
    const warnings: string[] = [];
    const logger = { log: () => {}, error: () => {}, warn: (message: string) => void warnings.push(message) };
    const echo = await TestParticipant.start(EchoModule, { ...options(), kafka: memoryKafka(broker), logger });
    const other = new DatabaseSync(join(dataDir, 'echo.db'));
    other.exec('BEGIN IMMEDIATE');
    const command = echo.command('echo.say', {});
    await echo.send(command);
    const waits = '1 commands wait for the database or the broker: Error: database is locked';
    await until('it was refused', () => warnings.includes(waits));
    expect(echo.replies).toEqual([]);
    other.exec('ROLLBACK');
    other.close();
    expect(await echo.replyTo(command)).toMatchObject({ output: { said: 'State' } });
    expect(echo.deadLetters).toEqual([]);
    await echo.close();
  }, 20_000);
});

describe('the environment', () => {
  const named = { participant: 'echo' };

  it('chooses the database', async () => {
    expect((await storeOf(named, {})).dialect).toBe('sqlite');
    await expect(storeOf(named, { DATABASE_URL: 'mysql://x/y' })).rejects.toThrow(/must look like postgres:\/\//);
    await expect(storeOf(named, { BACKSTEP_SYNCHRONOUS: 'off' })).rejects.toThrow(/can be normal or full/);
  });

  it('says how many partitions there have to be', () => {
    expect([partitionsOf(named, {}), partitionsOf(named, { BACKSTEP_PARTITIONS: '7' })]).toEqual([undefined, 7]);
    expect(() => partitionsOf(named, { BACKSTEP_PARTITIONS: 'many' })).toThrow(/BACKSTEP_PARTITIONS is "many"/);
  });
});

describe('the faulty mode', () => {
  const context = (n: number, undo = false) =>
    ({ id: `m:${n}/S/1/F`, attempt: 1, compensates: undo ? 'x' : undefined }) as unknown as CommandContext;
  const handlers = new Map([
    ['echo.say', { name: 'echo.say', invoke: async () => 'fine' }],
  ]) as unknown as CommandHandlers;
  const run = (env: object, n: number, undo = false) =>
    withChaos(handlers, env as never)
      .get('echo.say')!
      .invoke({}, context(n, undo))
      .catch((error: Error) => error.name);

  it('is off by default', () => {
    expect(withChaos(handlers, {})).toBe(handlers);
  });

  it('refuses about as many as it says, the same ones each time, and no undo', async () => {
    const env = { CHAOS_REFUSE: '0.2', CHAOS_SEED: '7' };
    const all = () => Promise.all(Array.from({ length: 500 }, (_, n) => run(env, n)));
    const outcomes = await all();
    const refused = outcomes.filter((outcome) => outcome === 'Refused').length;
    expect(refused).toBeGreaterThan(70);
    expect(refused).toBeLessThan(130);
    expect(await all()).toEqual(outcomes);
    expect(await run({ CHAOS_REFUSE: '1' }, 1, true)).toBe('fine');
  });

  it('throws about as often as it says', async () => {
    const outcomes = await Promise.all(Array.from({ length: 500 }, (_, n) => run({ CHAOS_THROW: '0.2' }, n, true)));
    const threw = outcomes.filter((outcome) => outcome === 'Error').length;
    expect(threw).toBeGreaterThan(70);
    expect(threw).toBeLessThan(130);
  });
});
