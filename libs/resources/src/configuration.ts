import { sameJson, type Configuration, type Json } from '#contracts';

type Field = keyof Configuration;

/** What a state machine has that was never told. One row a field: a new one does not compile until it is here. */
const DEFAULTS: { readonly [F in Field]-?: Json | undefined } = {
  roleArn: undefined,
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
  encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
};

const FIELDS = Object.keys(DEFAULTS) as readonly Field[];

/** Of a message, an event or an entity, what it says of these. */
export const configurationOf = (it: { readonly [F in Field]?: Json | undefined }): Configuration =>
  Object.fromEntries(FIELDS.flatMap((field) => (it[field] === undefined ? [] : [[field, it[field]]])));

/** Whether these fields are the same in both, one that was never told being its default. */
export const sameIn = (fields: readonly Field[], a: Configuration, b: Configuration): boolean =>
  fields.every((field) => sameJson(a[field] ?? DEFAULTS[field], b[field] ?? DEFAULTS[field]));

/** Whether it says something else than there is. */
export const changes = (before: Configuration, told: Configuration): boolean =>
  !sameIn(Object.keys(told) as Field[], before, told);
