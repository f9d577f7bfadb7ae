import { isFunction } from '../library.js';

/** JSONata's effective boolean value, node by node. https://docs.jsonata.org/boolean-functions#boolean */
export function truthOf(value: unknown, count: () => void): boolean | undefined {
  count();
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value.some((item) => truthOf(item, count) === true);
  if (typeof value === 'object' && value !== null) return !isFunction(value) && Object.keys(value).length > 0;
  return typeof value !== 'function' && Boolean(value);
}
