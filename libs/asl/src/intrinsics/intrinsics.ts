import { array } from './array.js';
import { arrayContains } from './array-contains.js';
import { arrayGetItem } from './array-get-item.js';
import { arrayLength } from './array-length.js';
import { arrayPartition } from './array-partition.js';
import { arrayRange } from './array-range.js';
import { arrayUnique } from './array-unique.js';
import { base64Decode } from './base64-decode.js';
import { base64Encode } from './base64-encode.js';
import { format } from './format.js';
import { hash } from './hash.js';
import type { Intrinsic } from './intrinsic.js';
import { jsonMerge } from './json-merge.js';
import { jsonToString } from './json-to-string.js';
import { mathAdd } from './math-add.js';
import { mathRandom } from './math-random.js';
import { stringSplit } from './string-split.js';
import { stringToJson } from './string-to-json.js';
import { uuid } from './uuid.js';

/** https://states-language.net/spec.html#intrinsic-functions-list */
export type IntrinsicName =
  | 'States.Array'
  | 'States.ArrayContains'
  | 'States.ArrayGetItem'
  | 'States.ArrayLength'
  | 'States.ArrayPartition'
  | 'States.ArrayRange'
  | 'States.ArrayUnique'
  | 'States.Base64Decode'
  | 'States.Base64Encode'
  | 'States.Format'
  | 'States.Hash'
  | 'States.JsonMerge'
  | 'States.JsonToString'
  | 'States.MathAdd'
  | 'States.MathRandom'
  | 'States.StringSplit'
  | 'States.StringToJson'
  | 'States.UUID';

/** All 18; a name without a function does not compile. */
const INTRINSICS: { readonly [N in IntrinsicName]: Intrinsic } = {
  'States.Array': array,
  'States.ArrayContains': arrayContains,
  'States.ArrayGetItem': arrayGetItem,
  'States.ArrayLength': arrayLength,
  'States.ArrayPartition': arrayPartition,
  'States.ArrayRange': arrayRange,
  'States.ArrayUnique': arrayUnique,
  'States.Base64Decode': base64Decode,
  'States.Base64Encode': base64Encode,
  'States.Format': format,
  'States.Hash': hash,
  'States.JsonMerge': jsonMerge,
  'States.JsonToString': jsonToString,
  'States.MathAdd': mathAdd,
  'States.MathRandom': mathRandom,
  'States.StringSplit': stringSplit,
  'States.StringToJson': stringToJson,
  'States.UUID': uuid,
};

export const intrinsicNamed = (name: string): Intrinsic | undefined =>
  Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name as IntrinsicName] : undefined;
