import { isObject, own } from '../json/object.js';
import type { Json } from '../machine.js';

const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:/iu;

/** An object of a bucket, or the bucket. One that is none of S3's goes by its own name. */
export function objectUri(bucket: string, key?: string): string {
  const place = HAS_SCHEME.test(bucket) ? bucket : `S3://${bucket}`;
  if (key === undefined) return place;
  return /[:/]$/u.test(place) ? `${place}${key}` : `${place}/${key}`;
}

/**
 * Where an ItemReader reads: "For Amazon S3 LIST_OBJECTS_V2 with Transformation=NONE, the value will show the S3 URI for
 * the bucket. For all the other input types, the value will be the Amazon S3 URI".
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html#contextobject-map
 */
export function itemSource(resource: string, target: Json): string | undefined {
  if (!isObject(target)) return undefined;
  const [bucket, key] = [own(target, 'Bucket'), own(target, 'Key')];
  if (typeof bucket !== 'string') return undefined;
  return objectUri(bucket, typeof key !== 'string' || resource.endsWith(':listObjectsV2') ? undefined : key);
}
