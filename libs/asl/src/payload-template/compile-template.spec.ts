import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '../machine.js';
import { scopeOf } from '../testing/scope-of.js';
import { compileTemplate } from './compile-template.js';

const input = { email: 'ann@example.org', nothing: null, list: [{ id: 1 }, { id: 2 }] };
const context = (): JsonObject => ({ Execution: { Name: 'ann' } });
const filled = (template: JsonObject, from: Json = input) =>
  compileTemplate(template)(scopeOf(from, context, { variables: { v: [1] } }));

describe('a payload template', () => {
  it('reads the fields whose names end in ".$", however deep they stand', () => {
    expect(
      filled({
        constant: { a: [1, { b: null }] },
        'to.$': '$.email',
        'none.$': '$.nothing',
        nested: { 'name.$': '$$.Execution.Name', list: [{ 'ids.$': '$.list[*].id' }, 'plain'] },
        'variable.$': '$v',
        'called.$': "States.Format('{}!', $.email)",
      }),
    ).toEqual({
      ok: true,
      value: {
        constant: { a: [1, { b: null }] },
        to: 'ann@example.org',
        none: null,
        nested: { name: 'ann', list: [{ ids: [1, 2] }, 'plain'] },
        variable: [1],
        called: 'ann@example.org!',
      },
    });
  });

  it("says what it did not find in AWS's words", () => {
    expect(filled({ a: { 'value.$': '$.no_such_jsonpath' } }, { 'int-literal': 0 })).toEqual({
      ok: false,
      error: 'States.Runtime',
      cause:
        "The JSONPath '$.no_such_jsonpath' specified for the field 'value.$' could not be found in the input '{\"int-literal\":0}'",
    });
  });

  it('quotes the context object where the path reads that', () => {
    expect(filled({ 'x.$': '$$.Nope' })).toMatchObject({ cause: expect.stringContaining('{"Execution":') });
  });

  it('cuts a long input in its cause, also one that is nested deeper than the stack is high', () => {
    let deep: Json = {};
    for (let level = 0; level < 100_000; level++) deep = { deep };
    for (const long of [{ text: 'x'.repeat(100_000) }, deep]) {
      const result = filled({ 'x.$': '$.nope' }, long);
      expect(result.ok).toBe(false);
      expect(result.ok ? Infinity : result.cause.length).toBeLessThanOrEqual(32_768);
    }
  });

  it('is used whole where there is no path in it', () => {
    const template = { a: { b: 1 } };
    const result = filled(template);
    expect(result.ok && result.value).toBe(template);
  });

  it('fills a field named __proto__, never the prototype', () => {
    const result = filled(JSON.parse('{"__proto__":{"x.$":"$.email"},"__proto__.$":"$.list","y.$":"$.email"}'));
    expect(JSON.stringify(result.ok && result.value)).toContain('"__proto__"');
    expect(Object.getPrototypeOf(result.ok && result.value)).toBe(Object.getPrototypeOf({}));
  });
});
