import { hash } from 'node:crypto';

/** Two values have the same digest if they are the same JSON, written by whoever; order of fields counts. */
export const digestOf = (value: unknown): string => hash('sha1', JSON.stringify(value) ?? '', 'base64');
