import { describe, expect, it } from '@jest/globals';
import { integer, list, required, structure, text } from './shape.js';
import { misfit } from './misfit.js';
import { problemsOfRequest, validationMessage } from './problems-of.js';

const request = structure('CreateThing', {
  name: required(text({ min: 1, max: 5, pattern: { test: /^[a-z]*$/, source: '[a-z]*' } })),
  secret: text({ max: 3, secret: true }),
  kind: text({ oneOf: ['BIG', 'SMALL'] }),
  size: integer({ min: 0, max: 10 }),
  tags: list(structure('Tag', { key: required(text({ min: 1 })) }), { max: 1 }),
});
const said = (value: object) => validationMessage(problemsOfRequest(value, request));

describe('what a request breaks is said as Step Functions says it:', () => {
  it('what is missing', () => {
    expect(said({})).toBe(
      "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    );
  });

  it('what is too long, too large or not of the pattern, all of it', () => {
    expect(said({ name: 'ABCDEF', size: 11 })).toBe(
      "3 validation errors detected: Value 'ABCDEF' at 'name' failed to satisfy constraint: " +
        "Member must satisfy regular expression pattern: [a-z]*; Value 'ABCDEF' at 'name' failed to satisfy constraint: " +
        "Member must have length less than or equal to 5; Value '11' at 'size' failed to satisfy constraint: " +
        'Member must have value less than or equal to 10',
    );
  });

  it('a value that is none of an enumeration', () => {
    expect(said({ name: 'a', kind: 'HUGE' })).toContain(
      "Value 'HUGE' at 'kind' failed to satisfy constraint: Member must satisfy enum value set: [BIG, SMALL]",
    );
  });

  it('without repeating what may be somebody’s data', () => {
    expect(said({ name: 'a', secret: '1234' })).toBe(
      "1 validation error detected: Value at 'secret' failed to satisfy constraint: Member must have length less than or equal to 3",
    );
  });

  it('with the place of what is in lists', () => {
    expect(said({ name: 'a', tags: [{ key: '' }] })).toContain("Value '' at 'tags.1.member.key' failed");
    expect(said({ name: 'a', tags: [{ key: 'a' }, { key: 'b' }] })).toContain(
      "Value '[Tag(key=a), Tag(key=b)]' at 'tags' failed to satisfy constraint: Member must have length less than or equal to 1",
    );
  });

  it('and nothing of what is right', () => {
    expect(problemsOfRequest({ name: 'abc', kind: 'BIG', size: 3, tags: [{ key: 'a' }], more: 1 }, request)).toEqual(
      [],
    );
    expect(problemsOfRequest({ name: 'abc', kind: null }, request)).toEqual([]);
  });
});

describe('what is not of the right type cannot be read:', () => {
  it.each([
    [{ name: 1 }, 'NUMBER_VALUE can not be converted to a String'],
    [{ name: true }, 'TRUE_VALUE can not be converted to a String'],
    [{ size: 'x' }, 'STRING_VALUE can not be converted to an Integer'],
    [{ name: {} }, 'Start of structure or map found where not expected'],
    [{ name: [] }, 'Start of list found where not expected'],
    [{ tags: 'x' }, 'Unexpected field type'],
    [{ tags: [{ key: 5 }] }, 'NUMBER_VALUE can not be converted to a String'],
  ])('%j', (value, reason) => {
    expect(misfit(value, request)).toBe(reason);
  });

  it('but null and what nobody knows can', () => {
    expect(misfit({ name: null, tags: null, other: [1] }, request)).toBeUndefined();
  });
});
