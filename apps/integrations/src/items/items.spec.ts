import 'reflect-metadata';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#contracts';
import type { TestParticipant } from '#participant/testing';
import type { OtherSide } from '../testing/other-side.js';
import { S3Stage } from '../testing/s3-stage.js';
import { sourcesFrom } from './settings.js';

let stage: S3Stage;
let other: OtherSide;
let s3: TestParticipant;
let top: string;

beforeAll(async () => {
  stage = await S3Stage.open('items', { BACKSTEP_HTTP_ALLOW: '127.0.0.1' });
  ({ top, other, s3 } = stage);
  mkdirSync(join(top, 'allowed/orders'));
  writeFileSync(join(top, 'secret.json'), '["secret"]');
  symlinkSync(join(top, 'secret.json'), join(top, 'allowed/link.json'));
});
afterAll(() => stage.close());

const GET = 'arn:aws:states:::s3:getObject';
const LIST = 'arn:aws:states:::s3:listObjectsV2';

const read = (parameters: JsonObject, config: JsonObject = {}, resource = GET) =>
  s3.ask(s3.command('s3.read-items', { resource, parameters, config: { CSVDelimiter: 'COMMA', ...config } }));

/** What comes of a file with this text. */
async function of(text: string, config: JsonObject) {
  writeFileSync(join(top, 'allowed/orders/data'), text);
  const { output, cause } = await read({ Bucket: 'file:orders', Key: 'data' }, config);
  return output ?? cause;
}

describe('what is read', () => {
  it('is a list of JSON, or an object, or what stands in it at ItemsPointer', async () => {
    expect(await of('\ufeff[1, {"a": null}]', { InputType: 'JSON' })).toEqual({ items: [1, { a: null }] });
    expect(await of('{"a": 1, "b": 2}', { InputType: 'JSON' })).toEqual({ items: [1, 2], keys: ['a', 'b'] });
    const within = { InputType: 'JSON', ItemsPointer: '/a~1b/0' };
    expect(await of('{"a/b": [["x"]]}', within)).toEqual({ items: ['x'] });
    expect(await of('{}', within)).toBe('data cannot be read as JSON: there is no list and no object at /a~1b/0.');
    expect(await of('[1', { InputType: 'JSON' })).toContain('data cannot be read as JSON');
  });

  it('is a value a line of JSONL', async () => {
    expect(await of('{"a":1}\r\n\n"b"\n', { InputType: 'JSONL' })).toEqual({ items: [{ a: 1 }, 'b'] });
    expect(await of('1\n{\n', { InputType: 'JSONL' })).toContain('data cannot be read as JSONL: line 2');
  });

  it('is an object a row of CSV, with the names of the first row or those given', async () => {
    const first = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
    expect(await of('id,to\n1,"Ada, Countess"\n\n2,Bob\n', first)).toEqual({
      items: [
        { id: '1', to: 'Ada, Countess' },
        { id: '2', to: 'Bob' },
      ],
    });
    const given = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['id', 'to'], CSVDelimiter: 'PIPE' };
    expect(await of('1|Ada\n2|Bob', given)).toEqual({
      items: [
        { id: '1', to: 'Ada' },
        { id: '2', to: 'Bob' },
      ],
    });
    expect(await of('id\n"1', first)).toContain('data cannot be read as CSV');
  });

  it.each([
    ['JSON', '[1,2,3]', [1, 2]],
    ['JSONL', '1\n2\n{', [1, 2]],
    ['CSV', 'a\n1\n2\n3', [{ a: '1' }, { a: '2' }]],
  ])('of %s has no more items than MaxItems', async (InputType, text, items) => {
    expect(await of(text, { InputType, CSVHeaderLocation: 'FIRST_ROW', MaxItems: 2 })).toEqual({ items });
  });

  it('may be far more than the result of a state, but not more than a message', async () => {
    const item = 'x'.repeat(1_000);
    const list = (n: number) => JSON.stringify(Array.from({ length: n }, () => item));
    expect(await of(list(900), { InputType: 'JSON' })).toMatchObject({ items: { length: 900 } });
    expect(await of(list(1_000), { InputType: 'JSON' })).toBe(
      'The items have 1003011 bytes; 1000000 are the most. MaxItems can take fewer.',
    );
    expect(await of(list(1_000), { InputType: 'JSON', MaxItems: 3 })).toMatchObject({ items: { length: 3 } });
  });
});

describe('a folder', () => {
  it.each([
    ['file:', '../secret.json'],
    ['file:..', 'secret.json'],
    ['file:orders', '../../secret.json'],
    ['file:', 'link.json'],
    ['file:', 'orders'],
    ['file:', 'nothing.json'],
    ['file:', 'a\0b'],
    ['file:/etc', 'passwd'],
    ['file:', '/etc/passwd'],
  ])('shows nothing that is not a file in it: %j %j', async (Bucket, Key) => {
    const { type, error, cause, outcome } = await read({ Bucket, Key });
    expect({ type, error, outcome }).toEqual({
      type: 'SendTaskFailure',
      error: 'States.ItemReaderFailed',
      outcome: 'refused',
    });
    expect(cause).toContain('There is no');
  });

  it('is listed as S3 would', async () => {
    mkdirSync(join(top, 'allowed/list/b'), { recursive: true });
    for (const name of ['a.txt', 'b/c.txt', 'b/d.txt']) {
      writeFileSync(join(top, 'allowed/list', name), name);
      utimesSync(join(top, 'allowed/list', name), 1, 1_668_699_881);
    }
    const listed = await read({ Bucket: 'file:list', Prefix: 'b/' }, {}, LIST);
    expect(listed.output).toEqual({
      items: [
        { Key: 'b/c.txt', LastModified: 1_668_699_881, Size: 7 },
        { Key: 'b/d.txt', LastModified: 1_668_699_881, Size: 7 },
      ],
    });
    const some = await read({ Bucket: 'file:list' }, { MaxItems: 1 }, LIST);
    expect(some.output).toMatchObject({ items: [{ Key: 'a.txt' }] });
    expect((await read({ Bucket: 'file:../..' }, {}, LIST)).cause).toContain('There is no');
  });
});

describe('a server', () => {
  it('is asked for what is below an address', async () => {
    other.says(200, '["a"]');
    expect((await read({ Bucket: `${other.url}/exports`, Key: 'today.json' })).output).toEqual({ items: ['a'] });
    expect(other.seen.at(-1)).toMatchObject({ method: 'GET', url: '/exports/today.json' });
    for (const Key of ['../secrets', '//example.org/x', 'https://example.org'])
      expect((await read({ Bucket: `${other.url}/exports`, Key })).cause).toContain('is not below');
  });

  it('that has it not, or is not public, fails the reading', async () => {
    other.says(404, '');
    expect((await read({ Bucket: other.url, Key: 'x' })).cause).toContain('/x answered 404 Not Found.');
    expect((await read({ Bucket: 'http://169.254.169.254', Key: 'x' })).cause).toContain('is not a public address');
    expect((await read({ Bucket: other.url }, {}, LIST)).cause).toContain('cannot be listed');
  });
});

describe('a store that speaks as S3 does', () => {
  it('gives its objects', async () => {
    other.says(200, '["a", "b"]');
    expect((await read({ Bucket: 'parcels', Key: 'june/all.json' })).output).toEqual({ items: ['a', 'b'] });
    expect(other.seen.at(-1)).toMatchObject({
      method: 'GET',
      url: expect.stringMatching(/^\/parcels\/june\/all.json/u),
    });
  });

  it('is listed, page by page', async () => {
    const page = (key: string, next: string) =>
      `<?xml version="1.0"?><ListBucketResult><Name>parcels</Name><Contents><Key>${key}</Key>` +
      '<LastModified>2022-11-17T15:44:41.000Z</LastModified><ETag>"e"</ETag><Size>7</Size>' +
      `<StorageClass>STANDARD</StorageClass></Contents>${next}</ListBucketResult>`;
    other.answer = ({ url }, response) =>
      void response.end(
        url.includes('continuation-token=two')
          ? page('b', '')
          : page('a', '<IsTruncated>true</IsTruncated><NextContinuationToken>two</NextContinuationToken>'),
      );
    const about = { Etag: '"e"', LastModified: 1_668_699_881, Size: 7, StorageClass: 'STANDARD' };
    const listed = await read({ Bucket: 'parcels', Prefix: 'june/' }, {}, LIST);
    expect(listed.output).toEqual({
      items: [
        { ...about, Key: 'a' },
        { ...about, Key: 'b' },
      ],
    });
  });

  it('that turns the request down fails the reading', async () => {
    other.says(404, '<Error><Code>NoSuchKey</Code><Message>The key does not exist.</Message></Error>');
    expect(await read({ Bucket: 'parcels', Key: 'x' })).toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: 'NoSuchKey: The key does not exist.',
      outcome: 'refused',
    });
  });
});

it('what nobody has allowed, or nobody can understand, is refused', async () => {
  const sources = sourcesFrom({});
  expect(() => sources('file:orders')).toThrow('BACKSTEP_FILES_DIR names none');
  expect(() => sources('parcels')).toThrow('neither S3_ENDPOINT nor AWS_REGION is set');
  expect((await read({ Key: 'x' })).cause).toContain('parameters.Bucket');
  expect((await read({ Bucket: 'file:' })).cause).toBe('The ItemReader has no Key.');
  expect((await read({ Bucket: 'file:', Key: 'x' }, { InputType: 'XML' })).cause).toContain('config.InputType');
});
