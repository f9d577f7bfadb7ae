import { describe, expect, it } from '@jest/globals';
import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { engineTopics, isRegistryEvent, participantTopics } from '../index.js';
import { asyncApi } from './async-api.js';
import { jsonSchemas } from './schemas.js';

interface Document {
  readonly channels: Readonly<Record<string, { readonly address: string; readonly messages: object }>>;
  readonly operations: Readonly<Record<string, { readonly action: string }>>;
  readonly components: { readonly schemas: object };
}

const document = asyncApi({ prefix: 'ours.', partitions: 3 }) as Document;

describe('the AsyncAPI document', () => {
  it('is one, as the schema of AsyncAPI 3 has it', () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(specs.schemasWithoutId['3.0.0'] as object);
    validate(document);
    expect(validate.errors).toBeNull();
    expect(validate({ ...document, channels: { inbox: { adress: 'misspelt' } } })).toBe(false);
  });

  it('has every topic, of the engine and of a participant, with its address', () => {
    const topics = [...engineTopics('ours.', 3), ...participantTopics('{participant}', 3)];
    const addresses = Object.values(document.channels).map(({ address }) => address);
    expect(addresses.sort()).toEqual(topics.map(({ topic }) => topic).sort());
    expect(Object.keys(document.operations)).toEqual(
      expect.arrayContaining(['receiveInbox', 'sendLog', 'sendCommands']),
    );
  });

  it('leads nowhere that is not there', () => {
    const refs = [...new Set(Array.from(JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g), ([, to]) => to!))];
    const missing = refs.filter((ref) => {
      let at: unknown = document;
      for (const step of ref.split('/')) at = (at as Record<string, unknown> | undefined)?.[step];
      return at === undefined;
    });
    expect(refs.length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });
});

describe('the JSON Schemas', () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const schemas = jsonSchemas('draft-2020-12', (name) => `${name}.json`);
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(schema, `${name}.json`);
  const fits = (name: string, value: unknown) => ajv.getSchema(`${name}.json`)!(value);

  const of = { epoch: 1, owner: 'o', seq: 1, nextInbox: 0, at: '2026-11-26T10:00:00.000Z', entity: 'signup:one' };
  const decision = (event: object) => ({
    ...of,
    events: [event],
  });
  const scheduled = { type: 'TaskScheduled', state: 'S', visit: 1, attempt: 1, resource: 'kafka:a.b', input: null };

  it('let through what readers let through: fields that they do not know', () => {
    expect(fits('Message', { type: 'StartExecution', stateMachine: 'signup', name: 'one', since: 'v2' })).toBe(true);
    expect(fits('Decision', decision({ ...scheduled, since: 'v2' }))).toBe(true);
    expect(fits('Owner', { type: 'Owner', epoch: 1, owner: 'o' })).toBe(true);
  });

  it.each([
    ['a message of no name', 'Message', { type: 'StartExecutions', stateMachine: 'signup' }],
    ['a name with a character that names may not have', 'Message', { type: 'StartExecution', stateMachine: 'a/b' }],
    ['a name that is too long', 'Message', { type: 'StartExecution', stateMachine: 'a'.repeat(81) }],
    ['a state machine without definition', 'Message', { type: 'CreateStateMachine', name: 'signup' }],
    [
      'a decision about who knows what',
      'Message',
      { type: 'ResolveCompensation', execution: 'a:b', state: 'S', how: 'NO' },
    ],
    ['an event of no name', 'Decision', decision({ type: 'TaskPlanned', state: 'S' })],
    ['an event without what it is about', 'Decision', decision({ ...scheduled, resource: undefined })],
    ['an event that counts from 0', 'Decision', decision({ ...scheduled, attempt: 0 })],
    ['a time without milliseconds', 'Decision', { ...decision(scheduled), at: '2026-11-26T10:00:00Z' }],
    ['an outcome of another status', 'Outcome', { name: 'one', status: 'GONE' }],
  ])('refuse %s', (_, name, value) => {
    expect(fits(name, JSON.parse(JSON.stringify(value)))).toBe(false);
  });

  it('are there for each event and each message by its name', () => {
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining([
        'StartExecution',
        'AcquireLock',
        'TaskScheduledEvent',
        'LockQueuedEvent',
        'MessageRejectedEvent',
      ]),
    );
    expect(isRegistryEvent({ type: 'LockQueued' })).toBe(true);
    expect(isRegistryEvent({ type: 'TaskScheduled' })).toBe(false);
  });
});
