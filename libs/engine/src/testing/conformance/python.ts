import type { Json } from '#contracts';

/** What the functions of the recording answered was written by Python: causes are texts, so every space counts. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[,:]|\s+/g;

/** A JSON text as Python writes it; numbers stay as they are. */
export const spaced = (text: string): string =>
  text.replace(TOKEN, (token) => {
    if (token === ',') return ', ';
    if (token === ':') return ': ';
    return token.startsWith('"') ? token : '';
  });

const quoted = (text: string): string =>
  text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** `repr(value)` */
function repr(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value as { [key: string]: Json })
      .map(([key, inner]) => `${quoted(key)}: ${repr(inner)}`)
      .join(', ')}}`;
  return str(value);
}

/** `str(value)` */
export function str(value: Json): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? repr(value) : String(value);
}
