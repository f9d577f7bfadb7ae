import { EXIT, Stop, type ExitCode } from '../command-line/exit-code.js';
import type { Environment } from '../command-line/io.js';
import type { Access } from './access.js';

export interface ApiClientOptions extends Access {
  readonly endpoint: string;
  readonly timeoutMs: number;
  readonly env: Environment;
}

/** RFC 9457, with what to do next. */
interface Told {
  readonly detail?: string;
  readonly next?: string;
}

/** What an answer's status says of the caller's command; anything else is a refusal. */
const EXIT_OF: { readonly [status: number]: ExitCode } = {
  500: EXIT.ENVIRONMENT,
  502: EXIT.ENVIRONMENT,
  503: EXIT.NO_ANSWER,
};

const KEYS = 'Give --access-key ID:SECRET or BACKSTEP_ACCESS_KEY, one of those in the API’s BACKSTEP_ACCESS_KEYS.';

/** The operators' API, as the commands ask it. */
export class ApiClient {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** @throws Stop if the endpoint, or the key, is none. */
  constructor(private readonly options: ApiClientOptions) {
    this.#base = baseOf(options.endpoint);
    const key = options.accessKey ?? options.env['BACKSTEP_ACCESS_KEY'];
    if (key !== undefined && !/^[^:]+:.+$/.test(key))
      throw new Stop(EXIT.USAGE, 'The access key is not ID:SECRET.', KEYS);
    this.#headers = key === undefined ? {} : { authorization: `Basic ${Buffer.from(key).toString('base64')}` };
  }

  /** @throws Stop that says what to do next, for whatever is no answer. */
  async get<T>(path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<T> {
    const said = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const search = said.length > 0 ? `?${new URLSearchParams(said)}` : '';
    return (await this.#ask('GET', `${path}${search}`, undefined)) as T;
  }

  async post<T>(path: string, body: object): Promise<T> {
    return (await this.#ask('POST', path, JSON.stringify(body))) as T;
  }

  async #ask(method: string, path: string, body: string | undefined): Promise<unknown> {
    const response = await this.#fetch(`${this.#base}/api${path}`, {
      method,
      headers: { ...this.#headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
    });
    const answer = jsonOf(await response.text());
    if (answer === undefined || (!response.ok && !isTold(answer))) throw this.#notOurs(response.status);
    if (response.ok) return answer;
    const { detail = `It answers ${response.status}.`, next } = answer as Told;
    const hint = response.status === 401 || (response.status === 403 && this.#isAnonymous) ? KEYS : next;
    throw new Stop(EXIT_OF[response.status] ?? EXIT.REFUSED, detail, hint, { status: response.status });
  }

  get #isAnonymous(): boolean {
    return this.#headers['authorization'] === undefined;
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { timeoutMs } = this.options;
    try {
      return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      if ((error as Error).name === 'TimeoutError')
        throw new Stop(
          EXIT.NO_ANSWER,
          `${this.#base} did not answer within ${timeoutMs / 1_000} s.`,
          '--timeout waits longer.',
        );
      const { cause } = error as Error;
      throw new Stop(
        EXIT.ENVIRONMENT,
        `${this.#base} cannot be reached: ${reasonOf(cause) ?? (error as Error).message}.`,
        'Is the API up (`npx backstep up` or `npx backstep api`), and the address right?',
      );
    }
  }

  #notOurs(status: number): Stop {
    return new Stop(
      EXIT.ENVIRONMENT,
      `What answers at ${this.#base} is not Backstep’s API: ${status} for ${this.#base}/api.`,
      'The API’s port is 8083 unless PORT says another; there is no path behind it.',
    );
  }
}

function baseOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Stop(
      EXIT.USAGE,
      `${endpoint} is not the URL of an API.`,
      'Write it so: --endpoint http://127.0.0.1:8083',
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isTold = (answer: unknown): answer is Told => typeof (answer as Told | null)?.detail === 'string';

function reasonOf(cause: unknown): string | undefined {
  const { message, errors } = (cause ?? {}) as { readonly message?: string; readonly errors?: readonly Error[] };
  // Of a name with several addresses each attempt has its own.
  return errors?.[0]?.message ?? message;
}
