import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { signup } from '../../testing/signup.js';
import { awsDiagnostics } from '../aws-diagnostics.js';
import { validateText } from './validate-text.js';

const found = (text: string): string[] =>
  validateText(text).map(({ code, line, column, path }) => `${line}:${column} ${code} ${path}`);

describe('a definition as a text', () => {
  it('that is valid has no problems, however it is laid out', () => {
    expect(validateText(JSON.stringify(signup))).toEqual([]);
    expect(validateText(JSON.stringify(signup, null, '\t').replaceAll('\n', '\r\n'))).toEqual([]);
  });

  it('tells line and column of each problem: of a scalar itself, of an object its name', () => {
    const text = `{
  "StartAt": "A",
  "States": {
    "A": {"Type": "Pass", "Nope": 1, "InputPath": "a", "End": true},
    "B b": {
      "Type": "Task", "Next": "C", "Retry": [
        {"ErrorEquals": [5]}]
    }
  }
}`;
    expect(found(text)).toEqual([
      '4:27 UNKNOWN_FIELD $.States.A.Nope',
      '4:51 BAD_PATH $.States.A.InputPath',
      "5:5 MISSING_FIELD $.States['B b']",
      "7:26 WRONG_TYPE $.States['B b'].Retry[0].ErrorEquals[0]",
      "6:31 MISSING_TRANSITION_TARGET $.States['B b'].Next",
      "5:5 UNREACHABLE_STATE $.States['B b']",
    ]);
  });

  it('finds names that are there twice, at any depth', () => {
    const text = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "A": {"Type": "Succeed", "Type": "Fail"}}}';
    expect(found(text)).toEqual(['1:55 DUPLICATE_KEY $.States.A', '1:80 DUPLICATE_KEY $.States.A.Type']);
    expect(awsDiagnostics(validateText(text))).toEqual([
      { code: 'INVALID_JSON_DESCRIPTION', message: "Duplicate field 'A'" },
      { code: 'INVALID_JSON_DESCRIPTION', message: "Duplicate field 'Type'" },
    ]);
  });

  it.each([
    ['{', '1:2 NOT_JSON $'],
    ['{\n "StartAt": "A"\n "States": {}}', '3:2 NOT_JSON $'],
    ['{"a": 1,}', '1:9 NOT_JSON $'],
    ['{"a": 1} // done', '1:10 NOT_JSON $'],
    ["{'a': 1}", '1:2 NOT_JSON $'],
    ['{"a": "x\n"}', '1:7 NOT_JSON $'],
    ['{} {}', '1:4 NOT_JSON $'],
    ['nope', '1:1 NOT_JSON $'],
  ])('that is no JSON is refused where it is none: %j', (text, problem) => {
    expect(found(text)).toContain(problem);
    expect(validateText(text)[0]?.aws?.code).toBe('INVALID_JSON_DESCRIPTION');
  });

  it.each(['', ' ', '\n', '[]', '5', '"a"', 'null'])(
    'that is no object is refused as Step Functions does: %j',
    (text) => {
      expect(awsDiagnostics(validateText(text))).toEqual([
        { code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' },
      ]);
    },
  );

  it.each<[what: string, text: string, code: string]>([
    ['objects nested very deep', '{"a":'.repeat(300_000), 'TOO_LARGE'],
    ['arrays nested very deep', '['.repeat(1_000_000), 'TOO_DEEP'],
    ['a megabyte and more', `{"Comment": "${'x'.repeat(1_048_577)}"}`, 'TOO_LARGE'],
    ['brackets within texts alone', `{"Comment": "${'['.repeat(1_000)}"}`, 'MISSING_FIELD'],
    ['a name of 100,000 characters', `{"${'a'.repeat(100_000)}": 1}`, 'MISSING_FIELD'],
    ['a name that is dangerous', '{"__proto__": {"a": 1}}', 'MISSING_FIELD'],
  ])('of %s is read within limits', (_what, text, code) => {
    expect(validateText(text).map((problem) => problem.code)).toContain(code);
  });

  it('never throws, wherever it was damaged, and is JSON where JSON.parse takes it', () => {
    const text = JSON.stringify(signup, null, 2);
    const damage = fc.oneof(
      fc.constantFrom('"', '{', '}', '[', ',', '\\', '\u00a0', '\ufeff', '//', '\u2028', '\v', 'null', '-', '01', '.5'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(20), damage, (at, length, by) => {
        const damaged = text.slice(0, at) + by + text.slice(at + length);
        expect(validateText(damaged).some(({ code }) => code === 'NOT_JSON')).toBe(!isJson(damaged));
      }),
      { numRuns: 2_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}
