import { z } from 'zod';
import { instant, json } from './json.js';

/** One command to a participant, a record of `<participant>.commands` with the execution's id as its key. */
export const command = z.looseObject({
  id: z
    .string()
    .min(1)
    .describe(
      '`<execution>/<state>/<visit>/F`, or `/C` for an undo; the same for every attempt. Of results that are written `/W` and a number',
    ),
  command: z.string().min(1).describe('`<participant>.<verb>`, e.g. `order.place`'),
  attempt: z.int().positive().describe('Tries of one visit, from 1'),
  execution: z.string().min(1),
  state: z.string().min(1),
  visit: z.int().positive(),
  taskToken: z.string().min(1).describe('Opaque; belongs to this attempt and is valid until the task has ended'),
  input: json,
  deadline: instant
    .optional()
    .describe('After this the engine has stopped waiting for this attempt. Absent: no time-out'),
  heartbeatSeconds: z.number().positive().optional().describe('The attempt fails without a heartbeat for so long'),
  compensates: z.string().optional().describe('Of an undo: the id of the command that it undoes'),
  elsewhere: z
    .literal(true)
    .optional()
    .describe(
      'Of an undo: what it undoes was no command to this participant, so that its never having come says nothing',
    ),
  callback: z
    .literal(true)
    .optional()
    .describe(
      'The reply says whether the command was taken on; what comes of it is told by whoever holds the task token in its input. A higher attempt is taken on anew, whatever was answered before',
    ),
  replyTo: z
    .looseObject({ topic: z.string().min(1), partition: z.int().nonnegative() })
    .describe('Where the reply goes: this partition of this topic, whatever hash the producer has'),
});
export type Command = z.infer<typeof command>;

/** `order` of `order.place`. */
export const participantOf = (commandName: string): string => commandName.slice(0, commandName.indexOf('.'));

/** What a participant announces of one of its commands on `<prefix>catalogue`, with the key `participant/command`. */
export const catalogueEntry = z.looseObject({
  participant: z.string().min(1),
  command: z.string().min(1),
  compensatedBy: z.string().optional(),
  inputSchema: json.describe('JSON Schema 2020-12'),
  outputSchema: json.optional(),
  timeoutSeconds: z.number().positive().optional(),
  heartbeatSeconds: z.number().positive().optional(),
  description: z.string().optional(),
  version: z.string(),
});
export type CatalogueEntry = z.infer<typeof catalogueEntry>;
