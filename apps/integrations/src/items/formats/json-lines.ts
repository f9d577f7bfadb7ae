import type { Json } from '#contracts';
import type { Format } from './format.js';
import { textOf } from './json.js';

/** A value a line. Behind `MaxItems` nothing is read. https://jsonlines.org */
export const jsonLines: Format = (data, { MaxItems = Infinity }) => {
  const items: Json[] = [];
  for (const [number, line] of textOf(data).split('\n').entries()) {
    if (items.length >= MaxItems) break;
    if (line.trim() !== '') items.push(valueIn(line, number + 1));
  }
  return { items };
};

function valueIn(line: string, number: number): Json {
  try {
    return JSON.parse(line) as Json;
  } catch (error) {
    throw new Error(`line ${number}: ${(error as Error).message}`);
  }
}
