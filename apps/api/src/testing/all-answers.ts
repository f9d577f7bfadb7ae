import { idIn } from './operators.js';

/** Every answer of the operators' API and of Step Functions' own operations that the views are read for, as texts. */
export class AllAnswers {
  readonly texts = new Map<string, string>();

  private constructor(private readonly url: string) {}

  /** @param oneOf of so many executions all that is told of each one; lists tell of all of them. */
  static async of(url: string, oneOf: number): Promise<ReadonlyMap<string, string>> {
    const answers = new AllAnswers(url);
    const ids = await answers.#lists();
    for (const [i, id] of ids.entries()) if (i % oneOf === 0) await answers.#about(id);
    return answers.texts;
  }

  async #lists(): Promise<readonly string[]> {
    for (const path of ['/state-machines?', '/locks?limit=10', '/executions?status=RUNNING&limit=500'])
      await this.#pages(path);
    await this.#get('/state-machines/signup');
    const arn = 'arn:aws:states:us-east-1:000000000000';
    const stateMachineArn = `${arn}:stateMachine:signup`;
    for (const [operation, body] of [
      ['DescribeStateMachine', { stateMachineArn }],
      ['ListStateMachineVersions', { stateMachineArn }],
      ['ListStateMachineAliases', { stateMachineArn }],
      ['ListActivities', {}],
      ['ListExecutions', { stateMachineArn, statusFilter: 'FAILED', maxResults: 1_000 }],
    ] as const)
      await this.#call(operation, body);
    const pages = await this.#pages('/executions?limit=1000');
    return pages.flatMap((page) => (JSON.parse(page) as { items: { id: string }[] }).items.map(({ id }) => id));
  }

  async #about(id: string): Promise<void> {
    const path = `/executions/${idIn(id)}`;
    await this.#get(path);
    await this.#pages(`${path}/events?`);
    await this.#pages(`${path}/history?limit=50`);
    const executionArn = `arn:aws:states:us-east-1:000000000000:execution:${id}`;
    await this.#call('DescribeExecution', { executionArn });
    await this.#call('GetExecutionHistory', { executionArn, reverseOrder: true, maxResults: 20 });
    await this.#call('ListMapRuns', { executionArn });
  }

  async #pages(path: string): Promise<readonly string[]> {
    const pages: string[] = [];
    for (let token = ''; ;) {
      const page = await this.#get(`${path}${token}`);
      pages.push(page);
      const { next } = JSON.parse(page) as { next?: string };
      if (next === undefined) return pages;
      token = `${path.endsWith('?') ? '' : '&'}token=${encodeURIComponent(next)}`;
    }
  }

  #get(path: string): Promise<string> {
    return this.#keep(`GET ${path}`, fetch(`${this.url}/api${path}`));
  }

  #call(operation: string, body: object): Promise<string> {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return this.#keep(`${operation} ${init.body}`, fetch(this.url, init));
  }

  async #keep(asked: string, answering: Promise<Response>): Promise<string> {
    const answer = await answering;
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${asked} answers ${answer.status}: ${text}`);
    this.texts.set(asked, text);
    return text;
  }
}
