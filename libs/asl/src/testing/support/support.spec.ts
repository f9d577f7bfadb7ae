import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { OPERATORS } from '../../choice/operators.js';
import type { Json } from '../../machine.js';
import { STATES } from '../../validation/grammar/state.js';
import type { Field, NodeShape } from '../../validation/node.js';
import { Place } from '../../validation/place.js';
import { Report } from '../../validation/report.js';
import { OBJECTS } from './objects.js';
import { OBJECT_PROOFS, STATE_PROOFS } from './proofs.js';
import { objectFields, stateFields, supportPage } from './support-page.js';

const LANGUAGE = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const PAGE = join(LANGUAGE, 'SUPPORT.md');
const read = (file: string): string => readFileSync(file, 'utf8');
const all = [...stateFields, ...objectFields];
const fieldsOf = (object: string): string[] => all.filter((row) => row.object === object).map(({ field }) => field);
const proven = (proofs: object): string[] => Object.values(proofs).flatMap((fields: string) => fields.split(' '));

/** Some of these is wrong for every field but one that takes anything. */
const IMPOSSIBLE: readonly Json[] = [[], {}, -1.5, 'States.Nope(', '{% ( %}', true, null];

const EVERY_FIELD = [
  ...Object.values(STATES).map((node): readonly [string, NodeShape] => [node.what, node]),
  ...OBJECTS,
].flatMap(([name, node]) => [...node.fields].map(([field, of]) => [name, field, node, of] as const));

function refuses(node: NodeShape, field: string, of: Field, value: Json): boolean {
  const language = typeof of === 'function' ? 'JSONPath' : of.language;
  const report = new Report();
  node({ [field]: value }, Place.root('STANDARD').within({ language, machineLanguage: language }), report);
  return report.problems.some(({ path }) => path.startsWith(`$.${field}`));
}

describe('every field that is supported', () => {
  it.each(EVERY_FIELD)('is checked: %s, %s', (_name, field, node, of) => {
    expect(IMPOSSIBLE.some((value) => refuses(node, field, of, value))).toBe(field !== 'Result');
  });

  it('has a spec in proofs.ts that proves it', () => {
    expect(all.filter(({ spec }) => spec === undefined).map(({ object, field }) => `${object}.${field}`)).toEqual([]);
  });

  it('is named by that spec', () => {
    const silent = all.filter(
      ({ field, spec }) =>
        // Of the operators, their spec makes sure by itself.
        !OPERATORS.has(field) && !new RegExp(`\\b${field}\\b`, 'u').test(read(join(LANGUAGE, spec ?? ''))),
    );
    expect(silent.map(({ object, field }) => `${object}.${field}`)).toEqual([]);
  });

  it('is one that there is', () => {
    expect(proven(STATE_PROOFS).sort()).toEqual([...new Set(stateFields.map(({ field }) => field))].sort());
    for (const [object, proofs] of Object.entries(OBJECT_PROOFS))
      expect(proven(proofs).sort()).toEqual(fieldsOf(object).sort());
  });
});

it('SUPPORT.md is up to date (SUPPORT=write writes it)', () => {
  if (process.env['SUPPORT'] === 'write') writeFileSync(PAGE, supportPage());
  expect(read(PAGE)).toBe(supportPage());
});
