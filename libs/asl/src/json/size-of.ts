import { isArray, isObject } from './object.js';
import type { Json } from '../machine.js';

/**
 * Bytes (UTF-8) of a value written as JSON without white space; counting stops once there are more than `atMost`, so a
 * value that repeats a large part many times is found out without being written down.
 */
export function sizeOf(value: Json, atMost = Infinity): number {
  let bytes = 0;
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined && bytes <= atMost; next = open.pop()) {
    if (typeof next === 'string') bytes += textBytes(next, atMost - bytes);
    else if (isArray(next)) {
      bytes += 2 + Math.max(0, next.length - 1);
      for (const item of next) open.push(item);
    } else if (isObject(next)) {
      const names = Object.keys(next);
      bytes += 2 + names.length + Math.max(0, names.length - 1);
      for (const name of names) {
        bytes += textBytes(name, atMost - bytes);
        open.push(next[name]!);
      }
    } else bytes += String(next).length;
  }
  return bytes;
}

const SHORT_ESCAPES = new Set([0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x22, 0x5c]);

function textBytes(text: string, atMost: number): number {
  let bytes = 2;
  for (let at = 0; at < text.length && bytes <= atMost; at++) {
    const unit = text.charCodeAt(at);
    if (SHORT_ESCAPES.has(unit)) bytes += 2;
    else if (unit < 0x20) bytes += 6;
    else if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 3;
    else if (isPair(unit, text.charCodeAt(at + 1))) {
      bytes += 4;
      at++;
    } else bytes += 6;
  }
  return bytes;
}

const isPair = (high: number, low: number): boolean => high < 0xdc00 && low >= 0xdc00 && low <= 0xdfff;
