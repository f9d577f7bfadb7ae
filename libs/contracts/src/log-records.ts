import { z } from 'zod';
import { instant } from './json.js';
import type { LogEvent } from './execution-events.js';

/** Somebody takes a partition over; its decisions count from here on if its epoch is the highest yet. */
export const marker = z.looseObject({
  type: z.literal('Owner'),
  epoch: z.int().positive(),
  owner: z.string().min(1).describe('A fresh random id for each take-over attempt, never the name of a process'),
});
export type Marker = z.infer<typeof marker>;

/** One decision about one entity. */
export const decision = z.looseObject({
  epoch: z.int().positive(),
  owner: z.string().min(1),
  seq: z.int().positive().describe('Counts this take-over’s decisions: 1, 2, 3 …'),
  nextInbox: z.int().nonnegative().describe('The offset from which the inbox is to be read once this decision counts'),
  at: instant,
  entity: z.string(),
  events: z.array(z.custom<LogEvent>((event) => typeof (event as LogEvent | null)?.type === 'string')),
});
export type Decision = z.infer<typeof decision>;

/** A record of `<prefix>log`. */
export const logRecord = z.union([decision, marker]);
export type LogRecord = Marker | Decision;

export const isMarker = (record: LogRecord): record is Marker => (record as Marker).type === 'Owner';
