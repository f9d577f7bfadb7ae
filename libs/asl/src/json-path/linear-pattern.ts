import { RE2JS } from 're2js';

/** Longer ones take long even to be compiled. */
const LONGEST = 1_000;

/**
 * Whether a text is matched from its first to its last character, in time that grows with its length alone; nothing
 * where the pattern is none, or needs to look around.
 */
export function compilePattern(source: string, ignoresCase: boolean): ((text: string) => boolean) | undefined {
  if (source.length > LONGEST) return undefined;
  try {
    const pattern = RE2JS.compile(RE2JS.translateRegExp(source), ignoresCase ? RE2JS.CASE_INSENSITIVE : 0);
    return (text) => pattern.matches(text);
  } catch {
    return undefined;
  }
}
