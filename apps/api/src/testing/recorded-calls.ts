import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A case that consists of calls of one operation; `../shared/conformance/README.md` says what its fields mean. */
export interface RecordedCase {
  readonly id: string;
  readonly group: string;
  readonly exempt?: readonly string[];
  readonly steps: readonly { readonly op?: string; readonly request?: unknown; readonly answer?: unknown }[];
}

/** What a call of an API answers. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly code?: string;
  readonly message?: string;
}

interface Values {
  fill(value: unknown): unknown;
  readonly answers: unknown[];
}

/** What this needs of `../shared/conformance/compare.mjs`. */
interface Compare {
  readonly Values: new (server: { readonly region: string; readonly account: string }) => Values;
  readonly Comparison: new (
    values: Values,
    exempt?: readonly string[],
  ) => { answer(level: Level, recorded: unknown, got: Answer): string | null };
}

export const LEVELS = ['L1', 'L2', 'L3'] as const;
export type Level = (typeof LEVELS)[number];
export const SERVER = { region: 'us-east-1', account: '000000000000' };

/** `shared/conformance` beside the checkout, or beside a directory that holds it. */
export function findRecordings(): string | undefined {
  for (let directory = dirname(fileURLToPath(import.meta.url)); ; directory = dirname(directory)) {
    const recordings = join(dirname(directory), 'shared', 'conformance');
    if (existsSync(join(recordings, 'compare.mjs'))) return recordings;
    if (directory === dirname(directory)) return undefined;
  }
}

export const casesOf = (recordings: string, group: string): readonly RecordedCase[] =>
  readdirSync(join(recordings, 'cases'))
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => read(join(recordings, 'cases', file)).cases)
    .filter((one) => one.group === group);

const read = (file: string): { readonly cases: readonly RecordedCase[] } =>
  JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly RecordedCase[] };

/** The first difference between what was recorded and what `call` answers, at each level at which there is one. */
export async function differencesOf(
  recordings: string,
  one: RecordedCase,
  call: (request: never) => Answer | Promise<Answer>,
): Promise<Partial<Record<Level, string>>> {
  const { Values, Comparison } = (await import(pathToFileURL(join(recordings, 'compare.mjs')).href)) as Compare;
  const values = new Values(SERVER);
  const answers: Answer[] = [];
  for (const { request } of one.steps) {
    const answer = await call(values.fill(request) as never);
    answers.push(answer);
    values.answers.push(answer.body);
  }
  return Object.fromEntries(
    LEVELS.flatMap((level) => {
      const comparison = new Comparison(values, one.exempt);
      const differences = one.steps.map(({ answer }, step) => comparison.answer(level, answer, answers[step]!));
      const first = differences.find((difference) => difference !== null);
      return first === undefined ? [] : [[level, first]];
    }),
  );
}
