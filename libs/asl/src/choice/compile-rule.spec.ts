import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '../machine.js';
import { scopeOf } from '../testing/scope-of.js';
import { compileRule, InvalidPath, OpenPattern } from './compile-rule.js';

const ask = (rule: JsonObject, input: Json) =>
  compileRule(rule)(scopeOf(input, () => ({ State: { Name: 'Ask' } }), { variables: { a: 1, b: 1 } }));
const yes = { Variable: '$.yes', BooleanEquals: true };
const no = { Variable: '$.no', BooleanEquals: true };
const missing = { Variable: '$.missing', BooleanEquals: true };
const input = { yes: true, no: false };

describe('a Choice Rule', () => {
  it.each<[boolean, JsonObject]>([
    [true, { And: [yes, yes] }],
    [false, { And: [yes, no] }],
    [true, { Or: [no, yes] }],
    [false, { Or: [no, no] }],
    [false, { Not: yes }],
    [true, { Not: { And: [yes, { Or: [no, { Not: yes }] }] } }],
  ])('is %s for %j', (holds, rule) => {
    expect(ask(rule, input)).toBe(holds);
  });

  it('fails where its pattern ends with an open backslash', () => {
    const like = (StringMatches: string) => ask({ Variable: '$.text', StringMatches }, { text: 'a\\' });
    expect(like('a\\')).toEqual(new OpenPattern('a\\'));
    expect(like('*\\\\\\')).toBeInstanceOf(OpenPattern);
    expect([like('a\\\\'), like('*\\\\'), like('a\\*'), like('a\\b')]).toEqual([true, true, false, false]);
  });

  it('fails where its Variable, or the path of its operand, leads to nothing', () => {
    expect(ask(missing, input)).toEqual(new InvalidPath('$.missing'));
    expect(ask({ Variable: '$.yes', BooleanEqualsPath: '$.nope' }, input)).toEqual(new InvalidPath('$.nope'));
    expect(ask({ Not: missing }, input)).toBeInstanceOf(InvalidPath);
    expect(ask({ Variable: '$.missing', IsNull: true }, input)).toBeInstanceOf(InvalidPath);
  });

  it('looks no further than it needs to', () => {
    expect(ask({ And: [no, missing] }, input)).toBe(false);
    expect(ask({ Or: [yes, missing] }, input)).toBe(true);
    expect(ask({ And: [yes, missing] }, input)).toBeInstanceOf(InvalidPath);
    expect(ask({ Or: [no, missing] }, input)).toBeInstanceOf(InvalidPath);
  });

  it('may ask whether its Variable is there at all', () => {
    expect(ask({ Variable: '$.missing', IsPresent: true }, input)).toBe(false);
    expect(ask({ Variable: '$.missing', IsPresent: false }, input)).toBe(true);
    expect(ask({ Variable: '$.no', IsPresent: true }, input)).toBe(true);
    expect(ask({ Variable: '$.no', IsPresent: false }, input)).toBe(false);
  });

  it('may look at variables', () => {
    expect(ask({ Variable: '$a', NumericEqualsPath: '$b' }, input)).toBe(true);
    expect(ask({ Variable: '$nobody', IsPresent: false }, input)).toBe(true);
    expect(ask({ Variable: '$nobody', IsNull: true }, input)).toEqual(new InvalidPath('$nobody'));
  });

  it('may look at the context object', () => {
    expect(ask({ Variable: '$$.State.Name', StringEquals: 'Ask' }, input)).toBe(true);
  });
});
