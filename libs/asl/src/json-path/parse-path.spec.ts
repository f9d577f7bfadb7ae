import { describe, expect, it } from '@jest/globals';
import { isReferencePath } from './path.js';
import { parsePath } from './parse-path.js';

const why = (text: string): string => {
  const parsed = parsePath(text);
  return parsed.ok ? 'valid' : parsed.why;
};

describe('a path', () => {
  it.each([
    '$',
    '$$',
    '$.a',
    '$.a.b[0][\'c d\']["e"]',
    "$['it\\'s']",
    '$.delivery-partner',
    '$.größe',
    '$$.Execution.Input.x',
    '$[*]',
    '$.*',
    '$..a',
    '$..[0]',
    '$.a[1:3]',
    '$.a[:2]',
    '$.a[-2:]',
    '$.a[::2]',
    '$.a[0,2]',
    "$['a','b']",
    "$.a[?(@.b == 'x' && (@.c > 1 || !(@.d)))].e",
    '$.a[?(@.b == $.c)]',
    '$.a[-1]',
    '$a',
    '$größe_1.b[0]',
    '$_a[*]',
    '$.a.length()',
    "$.a.['b c'].d",
  ])('may be %s', (text) => {
    expect(why(text)).toBe('valid');
  });

  it.each([
    ['', 'empty'],
    ['a.b', "begins with '$'"],
    ['$1', "'.' or '[' was expected"],
    ['$$a', "'.' or '[' was expected"],
    ['$.', 'A field name was expected'],
    ['$.a.', 'A field name was expected'],
    ['$.a b', "'.' or '[' was expected"],
    ['$.a[', 'was expected'],
    ['$.a[]', 'was expected'],
    ['$.a[0', "']' is missing"],
    ["$['a]", 'The closing'],
    ["$['a','a']", 'each field once'],
    ['$.a[0,0]', 'each index once'],
    ['$.a[::0]', 'positive'],
    ['$.a[99999999999999999999]', 'too large'],
    ['$..a..b', 'only once'],
    ['$...a', 'A field name was expected'],
    ['$.a.push()', 'not a function of a path'],
    ['$.a.length().b', 'ends a path'],
    ['$.a.length(1)', "')' was expected"],
    ['$.a[(@.length-1)]', 'was expected'],
    ['$.a[?(@.b.push(1))]', "')' was expected"],
    ['$.a[?(@.b.push())]', 'not a function of a path'],
    ['$.a[?(@.b like 1)]', "'like' is not an operator"],
    ['$.a[?(@.b =~ /a)]', "The closing '/' is missing"],
    ['$.a[?(@.b =~ /(?=a)/)]', 'cannot be used'],
    ['$.a[?(@.b =~ /((a{100}){100}){100}/)]', 'cannot be used'],
    ['$.a[?(@.b in [1)]', "']' was expected"],
    ['$.a[?(@.b in [@.c])]', 'A number'],
    [`$.a[?(@.b == ${'['.repeat(10_000)}`, 'A number'],
    ['$.a[?(@..b)]', "cannot use '..'"],
    ['$.a[?(@.b[*])]', 'need a name or an index'],
    ['$.a[?(@.b = 1)]', "')' was expected"],
    ['$.a[?(@.b == )]', 'was expected'],
    ['$.a[?(process)]', 'was expected'],
    [`$.a[?(${'('.repeat(10_000)}@)]`, 'nested more than'],
    [`$.a[?(${'!'.repeat(10_000)}@)]`, 'nested more than'],
  ])('is not %s', (text, reason) => {
    expect(why(text)).toContain(reason);
  });

  it.each<[string, boolean]>([
    ['$', true],
    ["$.a['b c'][0]", true],
    ['$.a[-1]', false],
    ['$.a[*]', false],
    ['$..a', false],
    ['$.a[0:1]', false],
    ["$['a','b']", false],
    ['$name.a', true],
    ['$.a.length()', false],
    ['$.a[?(@.b)]', false],
  ])('%s is a Reference Path: %s', (text, expected) => {
    const parsed = parsePath(text);
    expect(parsed.ok && isReferencePath(parsed.path)).toBe(expected);
  });
});
