import type { JsonObject } from '#contracts';
import type { LambdaFunction } from './lambda.js';
import { InMemoryStepFunctions, type Answer } from './step-functions.js';

/** A recorded case; `../shared/conformance/README.md` says what its fields mean. */
export interface Case {
  readonly id: string;
  readonly group: string;
  readonly exercises: readonly string[];
  readonly lambdas?: readonly LambdaFunction[];
  readonly exempt?: readonly string[];
  readonly steps: readonly Step[];
}

interface Step {
  readonly kind: 'call' | 'awaitExecution' | 'awaitList';
  readonly op?: string;
  readonly request?: unknown;
  readonly answer?: unknown;
}

/** What this needs of `../shared/conformance/compare.mjs`. */
export interface Compare {
  readonly Values: new (setting: { region: string; account: string }) => Values;
  readonly Comparison: new (
    values: Values,
    exempt?: readonly string[],
  ) => {
    answer(level: Level, recorded: unknown, got: Answer): string | null;
  };
}

interface Values {
  fill(value: unknown): unknown;
  readonly answers: unknown[];
}

export const LEVELS = ['L1', 'L2', 'L3'] as const;
export type Level = (typeof LEVELS)[number];

export interface Verdict {
  readonly case: Case;
  /** The first difference at each level; absent where there is none. */
  readonly differences: { readonly [L in Level]?: string };
}

interface Called {
  readonly step: number;
  readonly op: string;
  readonly recorded: unknown;
  readonly got: Answer;
}

/** Makes the calls of a case, as far as they go. */
async function callsOf(one: Case, values: Values, aws: InMemoryStepFunctions) {
  const called: Called[] = [];
  for (const [step, { kind, op = kind, request, answer }] of one.steps.entries()) {
    if (kind !== 'call') continue;
    const at = `step ${step} ${op}`;
    try {
      const got = await aws.call(op, values.fill(request) as JsonObject);
      values.answers[step] = got.status === 200 ? got.body : undefined;
      called.push({ step, op, recorded: answer, got });
      if (got.status !== 200 && !answer) return { called, broken: `${at}: ${got.code}: ${got.message}` };
    } catch (error) {
      return { called, broken: `${at}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` };
    }
  }
  return { called };
}

export async function runCase(one: Case, { Values, Comparison }: Compare): Promise<Verdict> {
  const arns = { region: 'us-east-1', account: '000000000000' };
  const aws = new InMemoryStepFunctions(arns);
  const values = new Values(arns);
  for (const fn of one.lambdas ?? []) aws.lambdas.set(String(values.fill(fn.name)), fn);
  const { called, broken } = await callsOf(one, values, aws);
  const differences: { [L in Level]?: string } = {};
  for (const level of LEVELS) {
    const comparison = new Comparison(values, one.exempt);
    let first: string | undefined;
    for (const { step, op, recorded, got } of called) {
      const difference = recorded ? comparison.answer(level, recorded, got) : null;
      if (difference !== null) first ??= `step ${step} ${op}: ${difference}`;
    }
    const difference = first ?? broken;
    if (difference !== undefined) differences[level] = difference;
  }
  return { case: one, differences };
}
