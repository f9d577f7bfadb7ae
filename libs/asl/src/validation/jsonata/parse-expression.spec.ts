import { describe, expect, it } from '@jest/globals';
import jsonata from 'jsonata';
import { parseExpression } from './parse-expression.js';

/** Without the positions, which nobody reads. */
const tree = (node: unknown): unknown =>
  JSON.parse(
    JSON.stringify(node, (name, value: unknown) => (name === 'position' || name === 'line' ? undefined : value)),
  );

describe('an expression', () => {
  it.each(['$x', ' $states ', '$states.input', '$states.result.a.b', '$a_1.B2._c', '$x.and', '$x.function', '$x.in.a'])(
    'that is a path of names is the tree that the parser makes of it: %s',
    (text) => {
      const parsed = parseExpression(text);
      expect(tree(parsed.ok && parsed.node)).toEqual(tree(jsonata(text).ast()));
    },
  );

  it.each(['', '1 +', '$x.', '$.a.', '$x..', '$1a.b c'])('that is none is refused as the parser does: %j', (text) => {
    expect(parseExpression(text)).toEqual({ ok: false, why: expect.any(String) });
  });

  it.each(['(', '[', '{"a":', 'function($x){', '-', '$f(', '1?'])('of very many %s is refused, not thrown', (text) => {
    expect(parseExpression(text.repeat(100_000))).toEqual({ ok: false, why: expect.any(String) });
  });
});
