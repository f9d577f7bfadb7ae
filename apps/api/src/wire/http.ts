import type { ServerResponse } from 'node:http';

/** What is needed of Fastify's request and reply. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  readonly ip: string;
}

export interface HttpReply {
  readonly raw: ServerResponse;
  readonly sent: boolean;
  code(status: number): this;
  header(name: string, value: string): this;
  headers(headers: Readonly<Record<string, string>>): this;
  send(body: Buffer): unknown;
  /** From here on the answer is written to `raw`. */
  hijack(): unknown;
}

export const headerOf = ({ headers }: Pick<HttpRequest, 'headers'>, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};
