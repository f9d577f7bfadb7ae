import { z } from 'zod';
import { json } from './json.js';
import { common, name } from './message-fields.js';

/**
 * The messages to state machines and activities, each named after the API operation that it is. Limits that Step
 * Functions has a sentence for are looked at by whoever decides.
 */

const definition = z.record(z.string(), json);
const number = z.int().positive();
const tag = z.looseObject({ key: z.string(), value: z.string() });
const tags = z.array(tag);
const route = z.looseObject({ number, weight: z.int() });
/** `<state machine>`, or `activity/<activity>` */
const resource = z.string().min(1);
export const machineType = z.enum(['STANDARD', 'EXPRESS']);

/** What an update may change beside the definition. */
const configured = {
  roleArn: z.string().optional(),
  loggingConfiguration: json.optional(),
  tracingConfiguration: json.optional(),
  encryptionConfiguration: json.optional(),
};
/** The definition as it is to be shown; alone it is the definition too. */
const definitionText = z.string().optional();
const published = { publish: z.boolean().optional(), versionDescription: z.string().optional() };

const createStateMachine = z
  .looseObject({
    type: z.literal('CreateStateMachine'),
    name,
    definition: definition.optional(),
    definitionText,
    machineType: machineType.optional(),
    tags: tags.optional(),
    transient: z
      .boolean()
      .optional()
      .describe('It is deleted as soon as it is there, for a start with `evenDeleted`; its name is used once'),
    ...configured,
    ...published,
    ...common,
  })
  .refine((it) => it.definition !== undefined || it.definitionText !== undefined, {
    path: ['definition'],
    error: 'is missing',
  })
  .meta({ anyOf: [{ required: ['definition'] }, { required: ['definitionText'] }] });

export const registryMessages = [
  createStateMachine,
  z.looseObject({
    type: z.literal('UpdateStateMachine'),
    name,
    definition: definition.optional(),
    definitionText,
    ...configured,
    ...published,
    ...common,
  }),
  z.looseObject({ type: z.literal('DeleteStateMachine'), name, ...common }),
  z.looseObject({
    type: z.literal('PublishStateMachineVersion'),
    name,
    revision: number.optional().describe('Only if this is what the state machine is now'),
    revisionId: z
      .string()
      .optional()
      .describe('The same, as clients of the API say it: `INITIAL`, or as `revisionId` gives it'),
    description: z.string().optional(),
    ...common,
  }),
  z.looseObject({ type: z.literal('DeleteStateMachineVersion'), name, number, ...common }),
  z.looseObject({
    type: z.literal('CreateStateMachineAlias'),
    name,
    alias: z.string(),
    description: z.string().optional(),
    routing: z.array(route),
    ...common,
  }),
  z.looseObject({
    type: z.literal('UpdateStateMachineAlias'),
    name,
    alias: z.string(),
    description: z.string().optional(),
    routing: z.array(route).optional(),
    ...common,
  }),
  z.looseObject({ type: z.literal('DeleteStateMachineAlias'), name, alias: z.string(), ...common }),
  z.looseObject({ type: z.literal('TagResource'), resource, tags, ...common }),
  z.looseObject({ type: z.literal('UntagResource'), resource, keys: z.array(z.string()), ...common }),
  z.looseObject({
    type: z.literal('CreateActivity'),
    name,
    tags: tags.optional(),
    encryptionConfiguration: json.optional(),
    ...common,
  }),
  z.looseObject({ type: z.literal('DeleteActivity'), name, ...common }),
] as const;
