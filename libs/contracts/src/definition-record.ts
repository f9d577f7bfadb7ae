import { z } from 'zod';
import { instant, json } from './json.js';

/** A record of `<prefix>definitions`, with the key `<state machine>:<version>`. */
export const definitionRecord = z.looseObject({
  name: z.string().min(1),
  version: z.int().positive(),
  definition: z.record(z.string(), json),
  createdAt: instant,
});
export type DefinitionRecord = z.infer<typeof definitionRecord>;

export const definitionKey = (name: string, version: number): string => `${name}:${version}`;
