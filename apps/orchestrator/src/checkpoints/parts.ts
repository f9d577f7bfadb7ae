/**
 * The state of one execution may be larger than a record of the topic takes: then it is written in parts, and the record of
 * the entity says how many there are. Parts are named after the decision that they are of, so that those of two checkpoints
 * are never put together, wherever an owner died.
 */
export interface Parted {
  readonly x: number;
  readonly parts: number;
}

/** @returns texts of at most `most` characters, none of which ends within a character. */
export function partsOf(text: string, most: number): string[] {
  const parts: string[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(from + most, text.length);
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to--;
    parts.push(text.slice(from, to));
    from = to;
  }
  return parts;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** The record of an entity that is in parts; undefined of one that holds it itself. */
export function partedIn(text: string): Parted | undefined {
  if (text.length > LONGEST_PARTED) return undefined;
  const value = JSON.parse(text) as Partial<Parted>;
  return value.parts === undefined ? undefined : (value as Parted);
}

const LONGEST_PARTED = 100;
