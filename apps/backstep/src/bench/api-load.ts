import { setTimeout as pause } from 'node:timers/promises';
import { Latencies } from './latencies.js';

const MACHINE = 'bench-api';
const TICK_MS = 5;
/** Beside each start: how many of them are described, and how many lists are asked for. */
const DESCRIBED = 0.5;
const LISTED = 0.05;

const definition = {
  StartAt: 'Ask',
  States: {
    Ask: { Type: 'Pass', Result: { answered: true }, ResultPath: '$.ask', Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
};

export interface LoadResult {
  readonly starts: number;
  readonly seconds: number;
  /** What was not answered with 200, by what was said; a call that got no answer too. */
  readonly errors: Readonly<Record<string, number>>;
  readonly start: object;
  readonly describe?: object;
  readonly list?: object;
}

/** Calls the API as AWS's clients do. */
export class ApiLoad {
  #arn = '';
  #named = 0;

  constructor(private readonly url: string) {}

  async createMachine(): Promise<void> {
    const roleArn = 'arn:aws:iam::000000000000:role/bench';
    const body = { name: MACHINE, definition: JSON.stringify(definition), roleArn };
    const { stateMachineArn } = (await this.#call('CreateStateMachine', body)) as { stateMachineArn: string };
    this.#arn = stateMachineArn;
  }

  /** So many starts a second, whether or not those before are answered; a call's time begins when it is due. */
  async steady(rate: number, seconds: number): Promise<LoadResult> {
    const run = new Run();
    const began = performance.now();
    const under = new Set<Promise<void>>();
    for (let due = 0; due < rate * seconds;) {
      const now = performance.now() - began;
      for (; due < rate * seconds && (due * 1_000) / rate <= now; due++) {
        const call = this.#mixed(run, due, began + (due * 1_000) / rate);
        under.add(call);
        void call.finally(() => under.delete(call));
      }
      await pause(TICK_MS);
    }
    await Promise.all(under);
    return run.result((performance.now() - began) / 1_000);
  }

  /** So many callers, each with its next start as soon as the one before is answered. */
  async saturated(callers: number, seconds: number): Promise<LoadResult> {
    const run = new Run();
    const began = performance.now();
    const until = began + seconds * 1_000;
    const caller = async () => {
      while (performance.now() < until) await this.#start(run, performance.now());
    };
    await Promise.all(Array.from({ length: callers }, caller));
    return run.result((performance.now() - began) / 1_000);
  }

  /** How many executions the views have, by status. */
  async counts(): Promise<Readonly<Record<string, number>>> {
    const response = await fetch(`${this.url}/metrics`);
    const lines = (await response.text()).matchAll(
      /^backstep_executions\{machine="bench-api",status="(\w+)"\} (\d+)$/gm,
    );
    return Object.fromEntries(Array.from(lines, ([, status, n]) => [status!, Number(n)]));
  }

  async #mixed(run: Run, n: number, due: number): Promise<void> {
    const executionArn = await this.#start(run, due);
    const isDue = (share: number) => Math.floor((n + 1) * share) > Math.floor(n * share);
    if (executionArn !== undefined && isDue(DESCRIBED))
      await run.time(run.describe, performance.now(), () => this.#call('DescribeExecution', { executionArn }));
    if (isDue(LISTED))
      await run.time(run.list, performance.now(), () =>
        this.#call('ListExecutions', { stateMachineArn: this.#arn, maxResults: 100 }),
      );
  }

  async #start(run: Run, due: number): Promise<string | undefined> {
    const name = `n${(this.#named += 1)}`;
    const input = JSON.stringify({ customer: `c-${this.#named % 1_000}`, text: 'x'.repeat(200) });
    const body = { stateMachineArn: this.#arn, name, input };
    const started = await run.time(run.start, due, () => this.#call('StartExecution', body));
    return (started as { executionArn?: string } | undefined)?.executionArn;
  }

  async #call(operation: string, body: object): Promise<unknown> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${operation} ${response.status} ${text.slice(0, 100)}`);
    return JSON.parse(text);
  }
}

class Run {
  readonly start = new Latencies();
  readonly describe = new Latencies();
  readonly list = new Latencies();
  readonly #errors: Record<string, number> = {};
  #starts = 0;

  async time(of: Latencies, since: number, call: () => Promise<unknown>): Promise<unknown> {
    try {
      const answer = await call();
      of.add(performance.now() - since);
      if (of === this.start) this.#starts += 1;
      return answer;
    } catch (error) {
      const { message } = error as Error;
      this.#errors[message] = (this.#errors[message] ?? 0) + 1;
      return undefined;
    }
  }

  result(seconds: number): LoadResult {
    const { start, describe, list } = this;
    return {
      starts: this.#starts,
      seconds,
      errors: this.#errors,
      start: start.summary,
      describe: describe.summary,
      list: list.summary,
    };
  }
}
