import { meterOf, type Focus } from '../library.js';
import { fail, native, type Native } from './native.js';
import { original } from './texts.js';

const LONGEST_PICTURE = 256;
const LONGEST_TIMESTAMP = 100;
/** Parts of a picture after which it cannot be told by the next character where they end. */
const MOST_OPEN_ENDS = 4;

const checked = (picture: string | undefined): string | undefined =>
  picture !== undefined && picture.length > LONGEST_PICTURE ? fail('The picture is too long') : picture;

/** The time of the decision. https://docs.jsonata.org/date-time-functions */
function now(this: Focus, picture: string | undefined, timezone: string | undefined): unknown {
  return original(this, 'fromMillis', [meterOf(this).scope.at, checked(picture), timezone]);
}

function millis(this: Focus): number {
  return meterOf(this).scope.at;
}

function fromMillis(this: Focus, at: number | undefined, picture: string | undefined, timezone: string | undefined) {
  return original(this, 'fromMillis', [at, checked(picture), timezone]);
}

/** Without an offset the library would take it for a time of the machine's own zone. */
function toMillis(this: Focus, timestamp: string | undefined, picture: string | undefined): unknown {
  if (picture !== undefined && timestamp !== undefined) {
    const openEnds = [...picture.matchAll(/\][\p{L}\p{N}]/gu)].length;
    if (timestamp.length > LONGEST_TIMESTAMP || openEnds > MOST_OPEN_ENDS) fail('The picture is too complex');
  }
  const isLocal = picture === undefined && timestamp !== undefined && /T[\d:.]+$/u.test(timestamp);
  return original(this, 'toMillis', [isLocal ? `${timestamp}Z` : timestamp, checked(picture)]);
}

export const TIMES: Readonly<Record<string, Native>> = {
  now: native('<s?s?:s>', now),
  millis: native('<:n>', millis),
  fromMillis: native('<n-s?s?:s>', fromMillis),
  toMillis: native('<s-s?:n>', toMillis),
};
