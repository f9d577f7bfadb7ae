import type { StateType } from '../../machine.js';
import { STATES } from '../../validation/grammar/state.js';
import type { Field } from '../../validation/node.js';
import { OBJECTS } from './objects.js';
import { NO_EFFECT, OBJECT_PROOFS, STATE_PROOFS } from './proofs.js';

/** One field of one object, and what is said of it. */
export interface Supported {
  readonly object: string;
  readonly field: string;
  /** The one query language that has it. */
  readonly language: string;
  readonly spec: string | undefined;
  readonly note: string;
}

type Proofs = { readonly [spec: string]: string };

const specOf = (field: string, proofs: Proofs): string | undefined =>
  Object.entries(proofs).find(([, fields]) => fields.split(' ').includes(field))?.[0];

const supported = (object: string, [field, shape]: readonly [string, Field], proofs: Proofs): Supported => ({
  object,
  field,
  language: typeof shape === 'function' ? '' : shape.language,
  spec: specOf(field, proofs),
  note: NO_EFFECT[field] ?? '',
});

const TYPES = Object.keys(STATES) as StateType[];

export const stateFields: readonly Supported[] = TYPES.flatMap((type) =>
  [...STATES[type].fields].map((field) => supported(type, field, STATE_PROOFS)),
);
export const objectFields: readonly Supported[] = OBJECTS.flatMap(([object, { fields }]) =>
  [...fields].map((field) => supported(object, field, OBJECT_PROOFS[object] ?? {})),
);

/** `compile/map`; it is linked to at the bottom of the page. */
const nameOf = (spec: string): string => spec.replace(/^(?:\.\.\/|src\/)|src\/|\.spec\.ts$/gu, '');
const link = (spec: string | undefined): string => (spec === undefined ? '' : `[${nameOf(spec)}]`);

/** `StringEquals(Path)`: one that may also be given by path. */
const shown = (fields: readonly string[]): string =>
  fields
    .filter((field) => !field.endsWith('Path') || !fields.includes(field.slice(0, -'Path'.length)))
    .map((field) => `\`${field}${fields.includes(`${field}Path`) ? '(Path)' : ''}\``)
    .join(', ');

/** Texts with the same key, together, in the order of their first ones. */
const together = (rows: readonly (readonly [key: string, text: string])[]): [key: string, texts: string[]][] =>
  [...Map.groupBy(rows, ([key]) => key)].map(([key, of]) => [key, of.map(([, text]) => text)]);

const cells = (...texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
const header = (...columns: readonly string[]): string[] => [cells(...columns), `|${'---|'.repeat(columns.length)}`];
const said = ({ language, spec, note }: Supported): readonly string[] => [language, link(spec), note];

function statesTable(): string[] {
  const byField = Map.groupBy(stateFields, ({ field }) => field);
  const rows = [...byField].map(([field, of]): [string, string] => {
    const marks = TYPES.map((type) => (of.some(({ object }) => object === type) ? '✓' : ''));
    return [cells(...marks, ...said(of[0]!)), field];
  });
  return [
    ...header('Field', ...TYPES, 'Only', 'Spec', ''),
    ...together(rows).map(([says, fields]) => `| ${shown(fields)} ${says}`),
  ];
}

/** Fields of which the same is said are one row; so are objects that have the same row. */
function objectsTable(): string[] {
  const rows = OBJECTS.flatMap(([object]) => {
    const fields = objectFields.filter((each) => each.object === object);
    return together(fields.map((each) => [cells(...said(each)), each.field])).map(([says, names]): [string, string] => [
      `| ${shown(names)} ${says}`,
      object,
    ]);
  });
  return [
    ...header('Object', 'Field', 'Only', 'Spec', ''),
    ...together(rows).map(([row, objects]) => `| ${objects.join(', ')} ${row}`),
  ];
}

const links = (): string[] =>
  [...new Set([...stateFields, ...objectFields].flatMap(({ spec }) => spec ?? []))]
    .sort()
    .map((spec) => `[${nameOf(spec)}]: ${spec}`);

/** `SUPPORT.md`. */
export const supportPage = (): string =>
  [
    '# What is supported',
    '',
    'Every field that `validate` takes, from its field tables; any other is refused. "Only": only in that query language. The spec is the one that proves what the field does. Written by `SUPPORT=write npm run test:unit -- testing/support`.',
    '',
    '## States',
    '',
    ...statesTable(),
    '',
    '## Objects in them',
    '',
    ...objectsTable(),
    '',
    ...links(),
    '',
  ].join('\n');
