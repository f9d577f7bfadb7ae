import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { JsonObject } from '#contracts';
import type { TestParticipant } from '#participant/testing';
import type { OtherSide } from '../testing/other-side.js';
import { S3Stage } from '../testing/s3-stage.js';

let stage: S3Stage;
let other: OtherSide;
let s3: TestParticipant;
let top: string;

beforeAll(async () => {
  stage = await S3Stage.open('many-files');
  ({ other, s3, allowed: top } = stage);
});
afterAll(() => stage.close());

const GET = 'arn:aws:states:::s3:getObject';
const LIST = 'arn:aws:states:::s3:listObjectsV2';

function there(path: string, data: string | Uint8Array): void {
  mkdirSync(dirname(join(top, path)), { recursive: true });
  writeFileSync(join(top, path), data);
}

async function answer(parameters: JsonObject, config: JsonObject, resource = GET) {
  const input = { resource, parameters, config: { CSVDelimiter: 'COMMA', Transformation: 'NONE', ...config } };
  const { output, cause } = await s3.ask(s3.command('s3.read-items', input));
  return { output: output as JsonObject | undefined, cause };
}

/** What is read, wherever it was. */
async function read(...asked: Parameters<typeof answer>) {
  const { output, cause } = await answer(...asked);
  if (output === undefined) return cause;
  const { sources: _, ...items } = output;
  return items;
}
async function sourcesOf(...asked: Parameters<typeof answer>) {
  const { sources } = (await answer(...asked)).output as { sources: { uri: string; count: number }[] };
  return sources.map(({ uri, count }) => `${count} of ${uri}`);
}
const get = (Key: string, config: JsonObject) => read({ Bucket: 'file:', Key }, config);

describe('LOAD_AND_FLATTEN', () => {
  const load = (Prefix: string, config: JsonObject) =>
    read({ Bucket: 'file:', Prefix }, { Transformation: 'LOAD_AND_FLATTEN', ...config }, LIST);

  it('reads the items of every object that is listed, in the order of the keys', async () => {
    there('logs/b.jsonl', '{"n":3}\n');
    there('logs/a.jsonl', '{"n":1}\n{"n":2}\n');
    there('logs10/c.jsonl', '{"n":4}\n');
    expect(await load('logs/', { InputType: 'JSONL' })).toEqual({ items: [{ n: 1 }, { n: 2 }, { n: 3 }] });
    expect(await load('logs/', { InputType: 'JSONL', MaxItems: 1 })).toEqual({ items: [{ n: 1 }] });
    expect(await load('none/', { InputType: 'JSONL' })).toEqual({ items: [] });
  });

  it('reads each object with a header of its own, and fields with their names', async () => {
    there('tables/a.csv', 'id,to\n1,Ada\n');
    there('tables/b.csv', 'to,id\nBob,2\n');
    expect(await load('tables/', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' })).toEqual({
      items: [
        { id: '1', to: 'Ada' },
        { id: '2', to: 'Bob' },
      ],
    });
    there('objects/a.json', '{"x":1}');
    there('objects/b.json', '[2]');
    expect(await load('objects/', { InputType: 'JSON' })).toEqual({ items: [{ Key: 'x', Value: 1 }, 2] });
  });

  it('fails with the one that cannot be read, or once there are too many items', async () => {
    there('odd/a.json', '[1');
    expect(await load('odd/', { InputType: 'JSON' })).toContain('odd/a.json cannot be read as JSON');
    there('much/a.json', JSON.stringify(['x'.repeat(600_000)]));
    there('much/b.json', JSON.stringify(['x'.repeat(600_000)]));
    expect(await load('much/', { InputType: 'JSON' })).toContain('1000000 are the most');
    expect(await load('much/', {})).toContain('InputType');
  });
});

describe('the manifest of an S3 inventory', () => {
  const manifest = (more: object = {}) =>
    JSON.stringify({
      sourceBucket: 'source',
      destinationBucket: 'arn:aws:s3:::inventory',
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, Size, LastModifiedDate',
      files: [{ key: 'data/one.csv.gz', size: 1 }, { key: 'data/two.csv' }],
      ...more,
    });

  it.each([{ InputType: 'MANIFEST' }, { ManifestType: 'S3_INVENTORY' }])(
    'gives what each of its files tells of the objects: %j',
    async (config) => {
      there('manifest.json', manifest());
      there('data/one.csv.gz', gzipSync('"source","a","0","2022-11-16T00:27:19.000Z"\n'));
      there('data/two.csv', '"source","b","7","2022-11-16T00:29:32.000Z"\n');
      expect(await get('manifest.json', config)).toEqual({
        items: [
          { Bucket: 'source', Key: 'a', Size: '0', LastModifiedDate: '2022-11-16T00:27:19.000Z' },
          { Bucket: 'source', Key: 'b', Size: '7', LastModifiedDate: '2022-11-16T00:29:32.000Z' },
        ],
      });
    },
  );

  it('of other files than CSV, or none at all, is refused', async () => {
    there('orc.json', manifest({ fileFormat: 'ORC' }));
    expect(await get('orc.json', { InputType: 'MANIFEST' })).toBe('The files of orc.json are ORC; CSV can be read.');
    for (const odd of ['[]', '{', '{"files":[]}']) {
      there('odd.json', odd);
      expect(await get('odd.json', { InputType: 'MANIFEST' })).toContain('is not the manifest of an S3 inventory');
    }
  });
});

describe('the manifest of Athena', () => {
  const ATHENA = { ManifestType: 'ATHENA_DATA', InputType: 'JSONL' };

  it('lists the files that have the items', async () => {
    there('unloaded/one.gz', gzipSync('{"n":1}\n'));
    there('unloaded/two', '{"n":2}\n');
    there('unload.csv', 'unloaded/one.gz\nunloaded/two\n');
    expect(await get('unload.csv', ATHENA)).toEqual({ items: [{ n: 1 }, { n: 2 }] });
  });

  it('lists them with their buckets, of S3 alone', async () => {
    there('s3.csv', 's3://results/unload/part-1\n');
    other.says(200, '{"n":1}\n');
    expect(await get('s3.csv', ATHENA)).toEqual({ items: [{ n: 1 }] });
    expect(other.seen.at(-1)?.url).toMatch(/^\/results\/unload\/part-1/u);
    for (const line of ['file:/etc/passwd', 's3://file:/etc', 'http://10.0.0.1/x']) {
      there('odd.csv', `${line}\n`);
      expect(await get('odd.csv', ATHENA)).toContain('which is no object of S3');
    }
    there('up.csv', '../secret\n');
    expect(await get('up.csv', ATHENA)).toContain('There is no');
  });

  it('needs to be told what they are', async () => {
    there('unload.csv', 'unloaded/one.gz\n');
    expect(await get('unload.csv', { ManifestType: 'ATHENA_DATA' })).toContain('needs the InputType');
  });
});

describe('a file that is compressed', () => {
  it.each([
    ['a.jsonl.gz', gzipSync],
    ['a.csv.zstd', zstdCompressSync],
    ['a.json.zst', zstdCompressSync],
  ])('is told by its name: %s', async (key, pack) => {
    there(key, pack('[1]'));
    expect(await get(key, { InputType: 'JSON' })).toEqual({ items: [1] });
  });

  it('that is not, or is too large, is refused', async () => {
    there('broken.gz', 'no');
    expect(await get('broken.gz', { InputType: 'JSON' })).toContain('broken.gz cannot be decompressed');
    const million = gzipSync(Buffer.alloc(1_000_000));
    there('bomb.gz', Buffer.concat(Array.from({ length: 70 }, () => million)));
    expect(await get('bomb.gz', { InputType: 'JSON' })).toContain('has more than 67108864 bytes');
  });
});

describe('a table of text', () => {
  const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
  const table = async (text: string, config: JsonObject = {}) => {
    there('table.csv', text);
    return get('table.csv', { ...CSV, ...config });
  };

  it('has empty texts for what a row lacks, and leaves out what it has beyond its header', async () => {
    expect(await table('a,b\n1\n1,2,3\n')).toEqual({
      items: [
        { a: '1', b: '' },
        { a: '1', b: '2' },
      ],
    });
  });

  it('takes a backslash before a backslash, a quotation mark and the delimiter, and drops any other', async () => {
    expect(await table('path,size\nC:\\\\Program Files\\\\App.exe,6\n')).toEqual({
      items: [{ path: 'C:\\Program Files\\App.exe', size: '6' }],
    });
    expect(await table('a|b\nx\\|y|\\q\\"\n', { CSVDelimiter: 'PIPE' })).toEqual({ items: [{ a: 'x|y', b: 'q"' }] });
  });
});

describe('a Parquet file', () => {
  const parquet = { InputType: 'PARQUET' };
  const columnData = [
    { name: 'id', data: [1n, 9_007_199_254_740_993n, 3n], type: 'INT64' as const },
    { name: 'to', data: ['Ada', null, 'Eve'], type: 'STRING' as const },
    { name: 'at', data: [0, 1, 2].map((n) => new Date(n * 1000)), type: 'TIMESTAMP' as const },
    { name: 'price', data: [1.5, 2, Number.NaN], type: 'DOUBLE' as const },
  ];
  const file = (how: object = {}) => new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 2, ...how }));
  const FIRST = { id: 1, to: 'Ada', at: '1970-01-01T00:00:00.000Z', price: 1.5 };

  it('has a row an item; what JSON cannot say exactly is a text, or null', async () => {
    there('orders.parquet', file());
    expect(await get('orders.parquet', parquet)).toEqual({
      items: [
        FIRST,
        { id: '9007199254740993', to: null, at: '1970-01-01T00:00:01.000Z', price: 2 },
        { id: 3, to: 'Eve', at: '1970-01-01T00:00:02.000Z', price: null },
      ],
    });
    expect(await get('orders.parquet', { ...parquet, MaxItems: 1 })).toEqual({ items: [FIRST] });
  });

  it.each([
    ['GZIP', gzipSync],
    ['ZSTD', zstdCompressSync],
  ] as const)('may be compressed as %s', async (codec, pack) => {
    there('packed.parquet', file({ codec, compressors: { [codec]: (data: Uint8Array) => pack(data) } }));
    expect(await get('packed.parquet', { ...parquet, MaxItems: 1 })).toEqual({ items: [FIRST] });
  });

  it('that is compressed otherwise, or is none, is refused by name', async () => {
    there('lz4.parquet', file({ codec: 'LZ4', compressors: { LZ4: (data: Uint8Array) => data } }));
    expect(await get('lz4.parquet', parquet)).toBe(
      'lz4.parquet cannot be read as PARQUET: it is compressed as LZ4; GZIP, ZSTD and SNAPPY can be read.',
    );
    there('text.parquet', 'id,to\n1,Ada\n');
    expect(await get('text.parquet', parquet)).toContain('it is no Parquet file');
    const footer = Buffer.from(file());
    footer.writeUInt32LE(6_000_000, footer.length - 8);
    there('footer.parquet', footer);
    expect(await get('footer.parquet', parquet)).toContain('its footer has 6000000 bytes; 5242880 are the most');
  });
});

it('a version of an object, and whose the bucket is, is asked of a store and refused elsewhere', async () => {
  other.says(200, '[1]');
  const wanted = { VersionId: 'v-1', ExpectedBucketOwner: '000000000000' };
  await read({ Bucket: 'parcels', Key: 'x', ...wanted }, { InputType: 'JSON' });
  expect(other.seen.at(-1)).toMatchObject({
    url: expect.stringContaining('versionId=v-1'),
    headers: { 'x-amz-expected-bucket-owner': '000000000000' },
  });
  there('x', '[1]');
  expect(await read({ Bucket: 'file:', Key: 'x', VersionId: 'v-1' }, {})).toBe('file: knows no VersionId.');
});

describe('items of many files', () => {
  it('go with where they were read from', async () => {
    there('from/a.jsonl', '1\n2\n');
    there('from/b.jsonl', '');
    there('from/c.jsonl', '3\n4\n');
    const load = { Transformation: 'LOAD_AND_FLATTEN', InputType: 'JSONL' };
    const all = { Bucket: 'file:', Prefix: 'from/' };
    expect(await sourcesOf(all, load, LIST)).toEqual(['2 of file:from/a.jsonl', '2 of file:from/c.jsonl']);
    const few = { ...load, MaxItems: 3 };
    expect(await sourcesOf(all, few, LIST)).toEqual(['2 of file:from/a.jsonl', '1 of file:from/c.jsonl']);
    there('from.csv', 's3://results/part-1\n');
    other.says(200, '{"n":1}\n');
    const athena = { ManifestType: 'ATHENA_DATA', InputType: 'JSONL' };
    expect(await sourcesOf({ Bucket: 'file:', Key: 'from.csv' }, athena)).toEqual(['1 of S3://results/part-1']);
  });
});
