import { z } from 'zod';
import { instant, json } from './json.js';
import { machineType } from './registry-messages.js';

/** A revision: a record of `<prefix>definitions` with the key `<state machine>:<version>`. It never changes. */
export const definitionRecord = z.looseObject({
  name: z.string().min(1),
  version: z.int().positive(),
  definition: z.record(z.string(), json),
  /** Absent: STANDARD. */
  machineType: machineType.optional(),
  roleArn: z.string().optional(),
  createdAt: instant,
});
export type DefinitionRecord = z.infer<typeof definitionRecord>;

export const definitionKey = (name: string, version: number): string => `${name}:${version}`;

/**
 * What leads to the revisions of a state machine: a record of `<prefix>definitions` with the state machine's name as its
 * key. There is none before its first version is published, or it is deleted.
 */
export const stateMachineRecord = z.looseObject({
  name: z.string().min(1),
  changes: z.int().positive().describe('Counts its changes: of two records the one with the higher number holds'),
  deleted: z
    .int()
    .positive()
    .optional()
    .describe('It was deleted when it had this revision; a higher one is of a new state machine of this name'),
  versions: z.array(z.looseObject({ number: z.int().positive(), version: z.int().positive() })),
  aliases: z.array(
    z.looseObject({
      alias: z.string(),
      routing: z.array(z.looseObject({ number: z.int().positive(), weight: z.int() })),
    }),
  ),
});
export type StateMachineRecord = z.infer<typeof stateMachineRecord>;

/** A record of `<prefix>definitions`. */
export const definitionsRecord = z.union([definitionRecord, stateMachineRecord]);

export const isDefinition = (record: DefinitionRecord | StateMachineRecord): record is DefinitionRecord =>
  'definition' in record;
