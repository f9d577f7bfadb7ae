import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  type _Object,
  type GetObjectCommandInput,
} from '@aws-sdk/client-s3';
import type { JsonObject } from '#contracts';
import type { Refused } from '#participant';
import { itemsFailed } from '../items-failed.js';
import type { Source } from './source.js';

/** A bucket of S3, or of a store that speaks as S3 does. */
export const bucket = (client: S3Client, Bucket: string): Source => ({
  read: async (Key, { signal, mostBytes }, wanted) => {
    const command = new GetObjectCommand({ Bucket, Key, ...wanted } as GetObjectCommandInput);
    const got = await asked(client.send(command, { abortSignal: signal }));
    const { Body, ContentLength = 0 } = got;
    if (ContentLength > mostBytes) throw itemsFailed(`${Key} has ${ContentLength} bytes; ${mostBytes} are the most`);
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  },
  list: async (Prefix, most, { signal }, { ExpectedBucketOwner } = {}) => {
    const listed: JsonObject[] = [];
    for (let next: string | undefined, more = true; more && listed.length < most; more = next !== undefined) {
      const command = new ListObjectsV2Command({
        Bucket,
        Prefix,
        ...(ExpectedBucketOwner !== undefined && { ExpectedBucketOwner }),
        ...(next !== undefined && { ContinuationToken: next }),
      });
      const page = await asked(client.send(command, { abortSignal: signal }));
      listed.push(...(page.Contents ?? []).map(told));
      next = page.NextContinuationToken;
    }
    return listed.slice(0, most);
  },
  write: async (Key, Body, signal) => {
    await asked(client.send(new PutObjectCommand({ Bucket, Key, Body }), { abortSignal: signal }));
  },
});

/** As Step Functions gives it to an iteration. */
const told = ({ ETag, Key = '', LastModified, Size = 0, StorageClass }: _Object): JsonObject => ({
  ...(ETag !== undefined && { Etag: ETag }),
  Key,
  ...(LastModified && { LastModified: Math.floor(LastModified.getTime() / 1000) }),
  Size,
  ...(StorageClass !== undefined && { StorageClass }),
});

/** What the store turns down is turned down for good; anything else may be tried again. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw turnedDown(error) ?? error;
  });
}

function turnedDown(error: unknown): Refused | undefined {
  if (!(error instanceof S3ServiceException) || error.$fault !== 'client') return undefined;
  return itemsFailed(`${error.name}: ${error.message.replace(/\.$/u, '')}`);
}
