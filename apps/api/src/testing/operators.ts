import type { ApiStage } from './api-stage.js';
import { checkAnswer, type Document } from './described-answers.js';

/** An answer to an operator. */
export interface Told {
  readonly status: number;
  readonly headers: Headers;
  // What it is depends on who asks; specs compare it.
  readonly body: { readonly [field: string]: unknown } & {
    readonly items?: readonly { readonly [field: string]: unknown }[];
  };
}

/** Asks as an operator's client without any library would, and holds every answer against the document. */
export class Operators {
  #document: Promise<Document> | undefined;

  constructor(
    private readonly stage: ApiStage,
    /** Who may read the document. */
    private readonly reader: Headed = {},
  ) {}

  async get(path: string, headers: Headed = {}): Promise<Told> {
    return this.#ask('GET', path, { headers });
  }

  async post(path: string, body: object | string, headers: Headed = JSON_TYPE): Promise<Told> {
    return this.#ask('POST', path, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
  }

  async #ask(method: string, path: string, init: { headers: Headed; body?: string }): Promise<Told> {
    const answer = await told(await fetch(`${this.stage.url}/api${path}`, { method, ...init }));
    const problem = answer.headers.get('content-type') === 'application/problem+json';
    if (answer.status === 200 || problem) checkAnswer(await this.document(), { method, path: `/api${path}` }, answer);
    return answer;
  }

  document(): Promise<Document> {
    this.#document ??= fetch(`${this.stage.url}/api/openapi.json`, { headers: this.reader }).then(
      (response) => response.json() as Promise<Document>,
    );
    return this.#document;
  }
}

type Headed = Readonly<Record<string, string>>;
const JSON_TYPE: Headed = { 'content-type': 'application/json' };

async function told(response: Response): Promise<Told> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Told['body'],
  };
}

export const idIn = (path: string): string => encodeURIComponent(path);
