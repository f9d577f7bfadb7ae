import { request, type IncomingMessage, type RequestOptions } from 'node:http';

export interface Heard {
  readonly id?: string;
  readonly event?: string;
  // What it is depends on the stream; specs compare it.
  readonly data?: { readonly [field: string]: unknown };
}

/** Listens to a stream of events, as a browser's EventSource does. */
export class EventSource {
  readonly heard: Heard[] = [];
  readonly comments: string[] = [];
  lastEventId: string | undefined;
  isOver = false;
  #rest = '';
  #response: IncomingMessage | undefined;

  private constructor() {}

  static open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventSource> {
    return EventSource.#of(url, { headers });
  }

  /** What is asked for answers with events, as it goes on. */
  static post(url: string, body: object): Promise<EventSource> {
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    return EventSource.#of(url, { method: 'POST', headers }, JSON.stringify(body));
  }

  static #of(url: string, options: RequestOptions, body?: string): Promise<EventSource> {
    const source = new EventSource();
    return new Promise((resolve, reject) => {
      const asked = request(url, options, (response) => {
        source.#response = response;
        response.setEncoding('utf8');
        response.on('data', (text: string) => source.#take(text));
        response.on('error', () => undefined);
        response.on('close', () => (source.isOver = true));
        if (response.statusCode === 200) resolve(source);
        else reject(new Error(`${url} answers ${response.statusCode}`));
      });
      asked.on('error', reject).end(body);
    });
  }

  /** Takes nothing more, and does not go. */
  stall(): void {
    this.#response?.pause();
  }

  close(): void {
    this.#response?.destroy();
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields: Record<string, string> = {};
      for (const line of block.split('\n')) {
        const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
        if (name === '') this.comments.push(value);
        else fields[name] = value;
      }
      const { id, event, data } = fields;
      if (id !== undefined) this.lastEventId = id;
      if (data === undefined) continue;
      const parsed = JSON.parse(data) as NonNullable<Heard['data']>;
      this.heard.push({ ...(id !== undefined && { id }), ...(event !== undefined && { event }), data: parsed });
    }
  }
}
