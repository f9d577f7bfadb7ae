import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Command } from '#contracts';
import { connectKafka } from '#kafka';
import { useBroker } from '#kafka/testing';
import { listen, Stage, StubParticipant } from '#orchestrator/testing';
import { bootstrapParticipant, type RunningParticipant } from '#participant';
import { ItemsModule } from './items.module.js';
import { sourcesFrom } from './settings.js';

const run = Date.now().toString(36);
const parcel = `parcel-${run}`;
let folder: string;
let stage: Stage;
let s3: RunningParticipant;

/** Whoever has a parcel to nowhere refuses it. */
const stub = new StubParticipant(({ input }: Command) =>
  JSON.stringify(input).includes('nowhere') ? 'refuses' : { output: 'shipped' },
);

const shipAll = (more: object) => ({
  StartAt: 'ShipAll',
  States: {
    ShipAll: {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Parameters: { Bucket: 'file:', 'Key.$': '$.key' },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Ship',
        States: {
          Ship: {
            Type: 'Task',
            Resource: `kafka:${parcel}.ship`,
            Compensate: { Resource: `kafka:${parcel}.recall` },
            End: true,
          },
        },
      },
      MaxConcurrency: 1,
      End: true,
      ...more,
    },
  },
});

beforeAll(async () => {
  const { brokers, name } = await useBroker();
  const connect = () => connectKafka({ brokers });
  folder = mkdtempSync(join(tmpdir(), 'items-'));
  const topicPrefix = `${name('items')}.`;
  stage = await Stage.open(connect, { prefix: topicPrefix, partitions: 2 }, parcel);
  await stage.owned(await stage.orchestrator());
  await listen(stage.connect(), parcel, stub);
  const module = ItemsModule.with(sourcesFrom({ BACKSTEP_FILES_DIR: folder }));
  const where = { kafka: stage.connect(), topicPrefix, dataDir: folder, databaseUrl: '' };
  s3 = await bootstrapParticipant(module, { ...where, participant: 's3', port: false, logger: false });
  await stage.define('plain', shipAll({}));
  await stage.define('batches', shipAll({ ItemBatcher: { MaxItemsPerBatch: 2 } }));
  const ResultWriter = {
    Resource: 'arn:aws:states:::s3:putObject',
    Parameters: { Bucket: 'file:results', 'Prefix.$': '$.key' },
  };
  await stage.define('written', shipAll({ ResultWriter, MaxConcurrency: 40, ToleratedFailureCount: 1 }));
}, 90_000);
afterAll(async () => {
  await s3?.close();
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

async function ends(stateMachine: string, key: string, status: 'SUCCEEDED' | 'FAILED') {
  const name = `${stateMachine}-${key}-${run}`;
  await stage.send({ type: 'StartExecution', stateMachine, name, input: { key } });
  await stage.ended(name, status, 30_000);
  return { events: await stage.events(`${stateMachine}:${name}`), name };
}

describe('a Map whose items are in a file', () => {
  it('is run over them, in batches if it says so', async () => {
    writeFileSync(join(folder, 'orders'), 'id,to\n1,Ada\n2,Bob\n3,Eve\n');
    const plain = await ends('plain', 'orders', 'SUCCEEDED');
    expect(plain.events.at(-1)).toMatchObject({ output: ['shipped', 'shipped', 'shipped'] });
    const { events } = await ends('batches', 'orders', 'SUCCEEDED');
    expect(events.flatMap((event) => (event.type === 'MapIterationStarted' ? [event.input] : []))).toEqual([
      {
        Items: [
          { id: '1', to: 'Ada' },
          { id: '2', to: 'Bob' },
        ],
      },
      { Items: [{ id: '3', to: 'Eve' }] },
    ]);
  });

  it('that fails has undone what it did', async () => {
    writeFileSync(join(folder, 'lost'), 'id,to\n1,Ada\n2,nowhere\n');
    const { name } = await ends('plain', 'lost', 'FAILED');
    expect([...stub.effects].filter(([id]) => id.includes(name)).map(([, times]) => times)).toEqual([1, 1]);
    expect([...stub.ledger].filter((id) => id.includes(name))).toEqual([]);
  });

  it('that is not there fails it', async () => {
    const { events } = await ends('plain', 'nothing', 'FAILED');
    expect(events.at(-1)).toMatchObject({ type: 'ExecutionFailed', error: 'States.ItemReaderFailed' });
  });

  it('writes its results into files, which together may be larger than any message', async () => {
    const row = 'x'.repeat(9_000);
    const rows = Array.from({ length: 100 }, (_, i) => `${i === 50 ? 'nowhere' : i}${row}`);
    writeFileSync(join(folder, 'many'), `id\n${rows.join('\n')}\n`);
    const { events } = await ends('written', 'many', 'SUCCEEDED');
    const { output } = events.at(-1) as unknown as { output: { ResultWriterDetails: { Bucket: string; Key: string } } };
    expect(output).toMatchObject({ ResultWriterDetails: { Bucket: 'file:results' } });
    const read = (key: string) => readFileSync(join(folder, 'results', key), 'utf8');
    const { ResultFiles } = JSON.parse(read(output.ResultWriterDetails.Key)) as {
      ResultFiles: Record<string, { Key: string; Size: number }[]>;
    };
    const of = (status: string) =>
      ResultFiles[status]!.flatMap(({ Key, Size }) => {
        const text = read(Key);
        expect(Buffer.byteLength(text)).toBe(Size);
        return JSON.parse(text) as { Input: string; Status: string }[];
      });
    expect(ResultFiles['SUCCEEDED']!.length).toBeGreaterThan(1);
    expect(new Set(of('SUCCEEDED').map(({ Input }) => Input)).size).toBe(99);
    expect(of('SUCCEEDED')).toHaveLength(99);
    expect(of('FAILED')).toMatchObject([{ Status: 'FAILED', Input: expect.stringContaining('nowhere') }]);
    expect(ResultFiles['PENDING']).toEqual([]);
  }, 60_000);

  it('may be as large as a message', async () => {
    const row = 'x'.repeat(9_000);
    writeFileSync(join(folder, 'large'), `id\n${Array.from({ length: 100 }, () => row).join('\n')}\n`);
    const { events } = await ends('plain', 'large', 'SUCCEEDED');
    expect(events.filter(({ type }) => type === 'MapIterationSucceeded')).toHaveLength(100);
  }, 60_000);
});
