import type { Json } from '../machine.js';
import { fails, isText, takes } from './intrinsic.js';

const textOf = (value: Json): string => (isText(value) ? value : JSON.stringify(value));

/** `{}` stands for the next argument. The literal's own escapes are read before. */
export const format = takes(1, Infinity, ([template, ...values]) => {
  if (!isText(template)) return fails('the first argument must be a string');
  const parts = template.split('{}');
  if (parts.length - 1 !== values.length) return fails('there must be as many arguments as there are {}');
  return parts.reduce((text, part, i) => text + textOf(values[i - 1]!) + part);
});
