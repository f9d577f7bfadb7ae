import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem, problemBody, PROBLEMS, type ProblemKind } from '../operator/problem.js';
import type { ErrorName } from '../step-functions/error-name.js';
import { StepFunctionsError } from '../step-functions/step-functions-error.js';
import { errorAnswer, type ErrorAnswer } from './error-answer.js';
import { bytesOf, JSON_1_0, newRequestId, REQUEST_ID } from './headers.js';
import type { HttpRequest } from './http.js';
import { securityHeaders } from './security-headers.js';
import { isOperators } from './who-is-answered.js';

/** A request that Node or Fastify refuse before anybody of ours has seen it: what operators, and others, are told. */
interface Refused {
  readonly problem: ProblemKind;
  readonly error: ErrorName;
  readonly says: string;
}

const UNREADABLE: Refused = {
  problem: 'invalid-request',
  error: 'SerializationException',
  says: 'The request is no HTTP that can be read.',
};

const OF_NODE: { readonly [code: string]: Refused } = {
  HPE_HEADER_OVERFLOW: {
    problem: 'headers-too-large',
    error: 'RequestEntityTooLargeException',
    says: 'The headers have more than 16 KiB.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    problem: 'too-slow',
    error: 'SerializationException',
    says: 'The request took too long to come.',
  },
};

/** A path that cannot be decoded, or is too long for any that there are. */
const BAD_PATH: Refused = {
  problem: 'invalid-request',
  error: 'UnknownOperationException',
  says: 'The path cannot be read.',
};

interface Answering {
  readonly raw: {
    writeHead(status: number, headers: Record<string, string>): unknown;
    end(body: Buffer): unknown;
  };
  hijack(): unknown;
}

export function tellFrameworkError(
  error: { readonly code?: string },
  request: Pick<HttpRequest, 'url'>,
  reply: Answering,
): void {
  const { status, headers, body } = answerTo(request.url, error.code?.startsWith('FST_ERR') ? BAD_PATH : UNREADABLE);
  reply.hijack();
  const bytes = bytesOf(body);
  reply.raw.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
  reply.raw.end(bytes);
}

/** The answer is written by hand: there is no request, as Node could not make one. The connection ends with it. */
export function tellClientError(error: { readonly code?: string; readonly rawPacket?: unknown }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const [, url = '/'] = /^[A-Z]+ (\S+) HTTP\//.exec(beginningOf(error.rawPacket)) ?? [];
  const { status, headers, body } = answerTo(url, OF_NODE[error.code ?? ''] ?? UNREADABLE);
  const bytes = bytesOf(body);
  const lines = Object.entries({ ...headers, 'content-length': String(bytes.length), connection: 'close' });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n`);
  socket.end(bytes);
}

/** Of whatever came last, which is mostly all of it. */
const beginningOf = (packet: unknown): string => (Buffer.isBuffer(packet) ? packet.toString('latin1', 0, 8_192) : '');

function answerTo(url: string, { problem, error, says }: Refused): ErrorAnswer {
  const { status } = PROBLEMS[problem];
  const common = { ...securityHeaders, [REQUEST_ID]: newRequestId() };
  if (isOperators({ url })) {
    const headers = { ...common, 'content-type': 'application/problem+json' };
    return { status, headers, body: problemBody(new Problem(problem, says)) };
  }
  const answer = errorAnswer(new StepFunctionsError(error, says));
  return { ...answer, status, headers: { ...common, 'content-type': JSON_1_0, ...answer.headers } };
}
