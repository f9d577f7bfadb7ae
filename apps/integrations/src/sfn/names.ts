import type { Json, JsonObject } from '#contracts';

/** What the API takes as a text, and a Task may give as the JSON that it is. */
const TEXTS: ReadonlySet<string> = new Set(['context', 'definition', 'input', 'result', 'variables']);
/** Its keys are names of states. */
const MAPS: ReadonlySet<string> = new Set(['variableReferences']);
const IS_TIME = /(?:Date|^timestamp)$/u;

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
const upper = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A Task's parameters as the API has them: `StateMachineArn` is `stateMachineArn`. */
export function requestOf(value: Json): Json {
  if (Array.isArray(value)) return value.map(requestOf);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      const its = lower(name);
      return [its, TEXTS.has(its) && typeof field === 'object' ? JSON.stringify(field) : requestOf(field)];
    }),
  );
}

/** The API's answer as the SDK hands it to a Task: with capitals, and times in ISO 8601. */
export function resultOf(value: Json, name = ''): Json {
  if (Array.isArray(value)) return value.map((item: Json) => resultOf(item));
  if (typeof value === 'number' && IS_TIME.test(name)) return new Date(value * 1_000).toISOString();
  if (!isObject(value) || MAPS.has(name)) return value;
  return Object.fromEntries(Object.entries(value).map(([its, field]) => [upper(its), resultOf(field, its)]));
}
