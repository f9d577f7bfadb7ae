import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { LEVELS, runCase, type Case, type Compare, type Level, type Verdict } from '../testing/conformance/index.js';

/**
 * Executions recorded on AWS, driven through the engine without a broker, a socket or a clock. `CONFORMANCE=text` runs
 * the cases whose id has that text and prints the first difference of each.
 */

/** Groups whose share has a floor. */
const FLOORED = [
  'arguments',
  'assign',
  'base',
  'choice-operators',
  'context-object',
  'error-handling',
  'evaluate-jsonata',
  'intrinsic-functions',
  'outputdecl',
  'query-language',
  'scenarios',
  'states-variables',
  'timeouts',
];
/** Those that need more than the language. */
const OTHERS = ['callback', 'credentials', 'express', 'services'];
const FLOORS = { L1: 100, L2: 100, L3: 98 } as const;

/** `shared/conformance` beside the checkout, or beside a directory that holds it. */
function findRecordings(): string | undefined {
  let directory = dirname(fileURLToPath(import.meta.url));
  for (let parent = dirname(directory); parent !== directory; directory = parent, parent = dirname(parent)) {
    const candidate = join(parent, 'shared', 'conformance');
    if (existsSync(join(candidate, 'compare.mjs'))) return candidate;
  }
  return undefined;
}

const readCases = (recordings: string): Case[] =>
  readdirSync(join(recordings, 'cases'))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => (JSON.parse(readFileSync(join(recordings, 'cases', file), 'utf8')) as { cases: Case[] }).cases);

const passes = (level: Level) => (verdict: Verdict) => verdict.differences[level] === undefined;
const share = (verdicts: readonly Verdict[], level: Level): number =>
  (100 * verdicts.filter(passes(level)).length) / verdicts.length;

type Row = readonly [string, ...(string | number)[]];

const rowOf = (name: string, of: readonly Verdict[]): Row => [
  name,
  of.length,
  ...LEVELS.map((level) => of.filter(passes(level)).length),
];

function tableOf(verdicts: readonly Verdict[]): string {
  const groups = Object.entries(Object.groupBy(verdicts, (verdict) => verdict.case.group));
  const rows: Row[] = [
    ['group', 'cases', ...LEVELS],
    ...groups.map(([group, of = []]) => rowOf(group, of)),
    rowOf('all', verdicts),
  ];
  return rows.map(([name, ...cells]) => name.padEnd(22) + cells.map((c) => `${c}`.padStart(6)).join('')).join('\n');
}

const MOST_SHOWN = 600;

const failureOf = ({ case: { id }, differences }: Verdict): string => {
  const marks = LEVELS.map((level) => (differences[level] === undefined ? '+' : '-')).join('');
  const first = LEVELS.find((level) => differences[level] !== undefined);
  return first ? `${marks} ${id}\n    ${first}: ${differences[first]?.slice(0, MOST_SHOWN)}` : `${marks} ${id}`;
};

const recordings = findRecordings();

if (recordings === undefined) {
  describe('executions recorded on AWS', () => {
    it.skip('are not beside this checkout (../shared/conformance), so they were not compared', () => {});
  });
} else {
  const filter = process.env['CONFORMANCE'];
  const wanted = (one: Case): boolean =>
    [...FLOORED, ...OTHERS].includes(one.group) && (filter === undefined || one.id.includes(filter));
  const cases = readCases(recordings).filter(wanted);

  describe('executions recorded on AWS', () => {
    it('happen here as they happened there', async () => {
      const compare = (await import(pathToFileURL(join(recordings, 'compare.mjs')).href)) as Compare;
      const verdicts: Verdict[] = [];
      for (const one of cases) verdicts.push(await runCase(one, compare));
      const failed = verdicts.filter((verdict) => !LEVELS.every((level) => passes(level)(verdict)));
      const shown = filter === undefined ? failed : verdicts;
      process.stdout.write(`${[...shown.map(failureOf), '', tableOf(verdicts)].join('\n')}\n`);
      if (filter !== undefined) return;
      const floored = verdicts.filter((verdict) => FLOORED.includes(verdict.case.group));
      for (const level of LEVELS) expect(share(floored, level)).toBeGreaterThanOrEqual(FLOORS[level]);
    }, 60_000);
  });
}
