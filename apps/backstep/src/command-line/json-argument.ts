import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Json } from '#contracts';
import { EXIT, Stop } from './exit-code.js';
import type { Io } from './io.js';

/**
 * JSON as it is given on a command line: itself, `@file`, or `-` for stdin.
 * @throws Stop naming what is wrong with it.
 */
export async function jsonArgument(given: string, option: string, io: Io): Promise<Json> {
  if (given === '-') return parsed(await text(io.in), `${option} - (stdin)`);
  if (given.startsWith('@')) return readJsonFile(given.slice(1), option);
  return parsed(given, option);
}

/** @throws Stop naming what is wrong with it. */
export function readJsonFile(file: string, what: string): Json {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Stop(EXIT.USAGE, `${what}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  return parsed(content, file);
}

function parsed(content: string, what: string): Json {
  try {
    return JSON.parse(content) as Json;
  } catch (error) {
    throw new Stop(
      EXIT.USAGE,
      `${what} is not JSON: ${(error as Error).message}`,
      'In a shell, put JSON in single quotes: \'{"email":"ada@example.org"}\'. A file is @file.json, stdin is -.',
    );
  }
}
