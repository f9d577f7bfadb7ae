import type { Json } from '../machine.js';

/**
 * A value a line. Behind `MaxItems` nothing is read. https://jsonlines.org
 * @throws Error that says which line is none.
 */
export function jsonLines(
  text: string,
  { MaxItems = Infinity }: { readonly MaxItems?: number | undefined },
): readonly Json[] {
  const items: Json[] = [];
  for (const [number, line] of text.split('\n').entries()) {
    if (items.length >= MaxItems) break;
    if (line.trim() !== '') items.push(valueIn(line, number + 1));
  }
  return items;
}

function valueIn(line: string, number: number): Json {
  try {
    return JSON.parse(line) as Json;
  } catch (error) {
    throw new Error(`line ${number}: ${(error as Error).message}`);
  }
}
