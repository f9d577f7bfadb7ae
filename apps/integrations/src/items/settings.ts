import { S3Client } from '@aws-sdk/client-s3';
import type { Environment } from '#runtime';
import { httpSettingsFrom } from '../configuration.js';
import { itemsFailed } from './items-failed.js';
import { bucket } from './sources/bucket.js';
import { folder } from './sources/folder.js';
import type { Source } from './sources/source.js';
import { web } from './sources/web.js';

/** What a `Bucket` stands for. @throws Refused */
export type Sources = (bucket: string) => Source;

/**
 * `file:` is a folder within `BACKSTEP_FILES_DIR`, `http(s):` the beginning of an address; any other name is a bucket of
 * the store at `S3_ENDPOINT`, or of AWS where `AWS_REGION` says so.
 */
export function sourcesFrom(env: Environment): Sources {
  const { guard, timeoutMs } = httpSettingsFrom(env);
  const root = env['BACKSTEP_FILES_DIR'];
  const client = clientFrom(env);
  return (name) => {
    if (name.startsWith('file:')) {
      if (!root) throw itemsFailed('No folder may be used: BACKSTEP_FILES_DIR names none');
      return folder(root, name.slice('file:'.length));
    }
    if (/^https?:\/\//u.test(name)) return web(name, { guard, timeoutMs });
    if (!client)
      throw itemsFailed(`There is no store for the bucket ${name}: neither S3_ENDPOINT nor AWS_REGION is set`);
    return bucket(client, name);
  };
}

/** Who asks is known as to any client of AWS: by the environment, a profile, or a role. */
function clientFrom({ S3_ENDPOINT: endpoint, AWS_REGION: region }: Environment): S3Client | undefined {
  if (endpoint) {
    const where = { region: region ?? 'us-east-1', endpoint, forcePathStyle: true };
    // Stores that are not AWS's need not know its newer checksums.
    return new S3Client({ ...where, requestChecksumCalculation: 'WHEN_REQUIRED' });
  }
  return region ? new S3Client({ region }) : undefined;
}
