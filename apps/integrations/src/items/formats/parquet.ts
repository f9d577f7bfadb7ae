import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { parquetMetadata, parquetReadObjects, type Compressors, type FileMetaData } from 'hyparquet';
import type { Json } from '#contracts';
import type { Format } from './format.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
const MOST_FOOTER_BYTES = 5_242_880;
const MOST_ROW_GROUP_BYTES = 268_435_456;

/** A few bytes may say any number of equal rows; more than so many are more items than a Map can have. */
const MOST_ROWS = 1_000_000;

/** Those that Step Functions reads; Snappy is the library's own. */
const CODECS: ReadonlySet<string> = new Set(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD']);
const COMPRESSORS: Compressors = {
  GZIP: (data, maxOutputLength) => gunzipSync(data, { maxOutputLength }),
  ZSTD: (data, maxOutputLength) => zstdDecompressSync(data, { maxOutputLength }),
};

/** An object a row. Of row groups behind `MaxItems` nothing is read. https://parquet.apache.org/docs/file-format/ */
export const parquetItems: Format = async (data, { MaxItems = Infinity }) => {
  const metadata = metadataOf(data);
  const file = { byteLength: data.length, slice: (start: number, end?: number) => arrayBufferOf(data, start, end) };
  const rowEnd = Math.min(Number(metadata.num_rows), MaxItems);
  if (rowEnd > MOST_ROWS) throw new Error(`it has ${rowEnd} rows; ${MOST_ROWS} are the most. MaxItems can take fewer`);
  const rows = rowEnd === 0 ? [] : await parquetReadObjects({ file, metadata, compressors: COMPRESSORS, rowEnd });
  return { items: rows.map(jsonOf) };
};

function metadataOf(data: Buffer): FileMetaData {
  if (data.length < 12 || data.toString('latin1', data.length - 4) !== 'PAR1') throw new Error('it is no Parquet file');
  const footer = data.readUInt32LE(data.length - 8);
  if (footer > MOST_FOOTER_BYTES) throw new Error(`its footer has ${footer} bytes; ${MOST_FOOTER_BYTES} are the most`);
  const metadata = parquetMetadata(arrayBufferOf(data));
  for (const { total_byte_size: size, columns } of metadata.row_groups) {
    if (size > MOST_ROW_GROUP_BYTES)
      throw new Error(`a row group has ${size} bytes; ${MOST_ROW_GROUP_BYTES} are the most`);
    const codec = columns.map(({ meta_data }) => meta_data?.codec ?? '').find((it) => !CODECS.has(it));
    if (codec !== undefined) throw new Error(`it is compressed as ${codec}; GZIP, ZSTD and SNAPPY can be read`);
  }
  return metadata;
}

const arrayBufferOf = (data: Buffer, start = 0, end = data.length): ArrayBuffer =>
  data.buffer.slice(data.byteOffset + start, data.byteOffset + end) as ArrayBuffer;

/** Numbers that JSON's readers would round, and times, as texts; bytes in base64. */
function jsonOf(value: unknown): Json {
  switch (typeof value) {
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'string':
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : ofObject(value);
    default:
      return null;
  }
}

function ofObject(value: object): Json {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(jsonOf);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, jsonOf(field)]));
}
