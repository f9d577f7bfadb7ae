import type { ResultFile, ResultPart } from '#contracts';
import type { Scopes } from '../scopes/scope-state.js';
import type { Unwritten, Writing } from './writing.js';

/** UTF-8 bytes of JSON in one part, unless one iteration alone has more: a part is one record, and one file. */
const MOST_IN_A_PART = 400_000;

/** What is to be written now; of what never began, what that is has yet to be computed. */
export type NextWrite =
  Exclude<ResultPart, { file: 'PENDING' }> | { readonly file: 'PENDING'; readonly number: number };

/** Files are written as they become full, one at a time; the rest, and the manifest, once the run is over. */
export function nextWrite(doing: Scopes): NextWrite | undefined {
  const { writing } = doing;
  if (!writing || !isWritten(writing) || writing.out || writing.over) return undefined;
  const isOver =
    doing.scopes.length === 0 && (doing.failure !== undefined || (!doing.again && takenOf(doing) >= doing.length));
  for (const file of ['SUCCEEDED', 'FAILED'] as const) {
    const count = countIn(writing.ended[file], isOver);
    if (count > 0) return { file, number: numberOf(writing, file), count };
  }
  if (!isOver) return undefined;
  const isRest = doing.failure && takenOf(doing) + writing.pending < doing.length;
  return isRest ? { file: 'PENDING', number: numberOf(writing, 'PENDING') } : { file: 'MANIFEST' };
}

/** Whether the results go into files. */
export const isWritten = ({ to }: Writing): boolean => to.resource !== undefined;

/** Whether it may end: all that is to be written is. */
export const isWrittenDown = ({ writing }: Scopes): boolean =>
  !writing || !isWritten(writing) || writing.over !== undefined;

/** Nothing more begins before what ended is written, so that the state stays small. */
export const isBehind = ({ writing }: Scopes): boolean =>
  writing !== undefined &&
  isWritten(writing) &&
  writing.ended.SUCCEEDED.size + writing.ended.FAILED.size > 2 * MOST_IN_A_PART;

/** How many items have gone into iterations: where they go in batches, a Map's length is of its items. */
export const takenOf = ({ begun, taken = begun }: Scopes): number => taken;

const numberOf = ({ files }: Writing, file: ResultFile): number => files[file].length;

function countIn({ sizes, size }: Unwritten, all: boolean): number {
  if (size < MOST_IN_A_PART && !all) return 0;
  return fitting(sizes);
}

/** How many of them go into one part; one at least. */
export function fitting(sizes: readonly number[]): number {
  let count = 0;
  for (let sum = 0; count < sizes.length; count++) {
    sum += sizes[count]!;
    if (sum > MOST_IN_A_PART && count > 0) break;
  }
  return count;
}
