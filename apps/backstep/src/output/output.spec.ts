import { describe, expect, it } from '@jest/globals';
import type { ExecutionEvent } from '#contracts';
import { hasColours, styleFor } from './style.js';
import { storyLine } from './story-teller.js';
import { shorten, table } from './table.js';
import { tellEvent } from './tell-event.js';
import { duration, since } from './times.js';

const PLAIN = styleFor(false);

describe('times', () => {
  it.each([
    [0, '0.000 s'],
    [1_234, '1.234 s'],
    [12_345, '12.3 s'],
    [184_000, '3 min 4 s'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
  ])('%d ms are %s', (ms, text) => expect(duration(ms)).toBe(text));

  it('are told since the start, so that they stand in a column', () => {
    expect([since(1_000, 1_000), since(1_000, 62_234)]).toEqual(['+   0.000 s', '+  61.234 s']);
  });
});

describe('a table', () => {
  it('has columns without lines, and cells of many lines', () => {
    expect(table(['A', 'B'], [['one', 'x\ny']], PLAIN)).toBe('A    B\none  x\n     y');
  });

  it('shortens what is too long', () => expect([shorten('abcdef', 4), shorten('abc', 4)]).toEqual(['abc…', 'abc']));
});

describe('colours', () => {
  it('are for terminals, unless somebody wants none', () => {
    expect(hasColours({ isTTY: true }, {})).toBe(true);
    expect(hasColours({}, {})).toBe(false);
    expect(hasColours({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
    expect(hasColours({}, { FORCE_COLOR: '1' })).toBe(true);
    expect(styleFor(true).bad('x')).toBe('\u001b[31mx\u001b[39m');
    expect(PLAIN.bad('x')).toBe('x');
  });
});

describe('a story', () => {
  const told = (event: ExecutionEvent) => storyLine({ event, at: 1_500 }, 1_000, PLAIN, 100);

  it('tells commands with their input, and answers with their outcome', () => {
    const visit = { state: 'PlaceOrder', visit: 1, attempt: 2 };
    expect(told({ type: 'TaskScheduled', ...visit, resource: 'kafka:order.place', input: { sku: 'book' } })).toBe(
      '+   0.500 s  → PlaceOrder         order.place (attempt 2)  {"sku":"book"}',
    );
    expect(told({ type: 'TaskFailed', ...visit, error: 'OutOfStock', cause: 'none left', outcome: 'refused' })).toBe(
      '+   0.500 s  ✗ PlaceOrder         refused: OutOfStock: none left',
    );
    expect(told({ type: 'TaskFailed', ...visit, error: 'Crash', outcome: 'unknown' })).toContain(
      'outcome unknown: Crash',
    );
  });

  it('says what is going to be undone, and why', () => {
    const plan = [{ state: 'A', visit: 1, resource: 'kafka:a.undo', because: 'A succeeded' }];
    expect(told({ type: 'CompensationPlanned', status: 'FAILED', plan })).toContain('a.undo (A succeeded)');
  });

  it('leaves out what is of no interest', () => {
    expect(tellEvent({ type: 'TaskStateEntered', state: 'A', visit: 1, input: {} })).toBeUndefined();
    expect(tellEvent({ type: 'PassStateExited', state: 'A', visit: 1, output: {} })).toBeUndefined();
  });
});
