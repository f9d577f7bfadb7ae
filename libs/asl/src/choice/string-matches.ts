interface Token {
  readonly character: string;
  readonly any: boolean;
}

/**
 * `*` stands for any characters, also none; `\*` is an asterisk, `\\` a backslash.
 * No regular expression: the time is bounded by the product of the lengths, whatever the pattern.
 * https://states-language.net/spec.html#choice-state
 */
export function stringMatches(text: string, pattern: string): boolean {
  const tokens = tokensOf(pattern);
  let [at, token] = [0, 0];
  let [star, resume] = [-1, 0];
  while (at < text.length) {
    const current = tokens[token];
    if (current?.any === true) {
      [star, resume] = [token, at];
      token++;
    } else if (current?.character === text[at]) {
      at++;
      token++;
    } else if (star >= 0) {
      // The latest star takes one character more.
      token = star + 1;
      at = ++resume;
    } else return false;
  }
  return tokens.slice(token).every(({ any }) => any);
}

/** "If an open escape backslash is found in the StringMatches string, the interpreter will throw a runtime error." */
export const isOpen = (pattern: string): boolean => /(?<!\\)(?:\\\\)*\\$/u.test(pattern);

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const escaped = pattern[at] === '\\' && (pattern[at + 1] === '*' || pattern[at + 1] === '\\');
    if (escaped) at++;
    tokens.push({ character: pattern[at]!, any: !escaped && pattern[at] === '*' });
  }
  return tokens;
}
