import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { Api } from '../api.js';
import { Problem, problemBody, PROBLEMS } from '../operator/problem.js';
import { problemOf } from '../operator/problem-of.js';
import { StepFunctionsError } from '../step-functions/step-functions-error.js';
import { errorAnswer } from './error-answer.js';
import { bytesOf, JSON_1_0, newRequestId, REQUEST_ID } from './headers.js';
import type { HttpReply, HttpRequest } from './http.js';
import { isOperators, isPlain } from './who-is-answered.js';

/** Every error in the form of whom it is for: Step Functions' clients, or plain HTTP. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(@Inject(Api) private readonly api: Api) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<HttpRequest>();
    const reply = host.switchToHttp().getResponse<HttpReply>();
    if (reply.sent) return;
    if (isPlain(request)) return plain(error, reply);
    const requestId = newRequestId();
    if (isOperators(request))
      return this.#tellProblem(request.method === 'QUERY' ? noQuery() : error, requestId, reply);
    const said = this.#said(error, requestId);
    const { status, headers, body } = errorAnswer(said);
    reply
      .code(status)
      .headers({ 'content-type': JSON_1_0, [REQUEST_ID]: requestId, ...headers })
      .send(bytesOf(body));
  }

  #tellProblem(error: unknown, requestId: string, reply: HttpReply): void {
    const said =
      problemOf(error, statusOf(error)) ??
      (this.api.isAway(error)
        ? new Problem('away', 'The views do not answer.', { headers: { 'retry-after': '1' } })
        : new Problem('unexpected', `It failed for an unknown reason; the log has it as ${requestId}.`));
    if (said.kind === 'unexpected') this.api.log.error({ requestId, err: error }, 'A request failed');
    reply
      .code(PROBLEMS[said.kind].status)
      .headers({ 'content-type': 'application/problem+json', [REQUEST_ID]: requestId, ...said.more.headers })
      .send(bytesOf(problemBody(said)));
  }

  #said(error: unknown, requestId: string): StepFunctionsError {
    if (error instanceof StepFunctionsError) return error;
    if (this.api.isAway(error)) return new StepFunctionsError('ServiceUnavailable', 'The views do not answer.');
    const status = statusOf(error);
    if (status === 413) return new StepFunctionsError('RequestEntityTooLargeException', 'Request entity too large');
    if (status !== undefined && status < 500) return new StepFunctionsError('UnknownOperationException');
    this.api.log.error({ requestId, err: error }, 'A request failed');
    return new StepFunctionsError('InternalFailure', 'The request failed for an unknown reason; the log has it.');
  }
}

/** Nothing here has this method, and Fastify looks at its headers before anybody can say so. */
const noQuery = (): Problem =>
  new Problem('no-such-method', 'There is no QUERY here.', { headers: { allow: 'GET, POST' } });

/** What Nest or Fastify say about a request that never came so far. */
const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : undefined;
};

function plain(error: unknown, reply: HttpReply): void {
  const status = statusOf(error) ?? 500;
  const body =
    error instanceof HttpException
      ? error.getResponse()
      : { statusCode: status, message: status < 500 ? (error as Error).message : 'Internal error' };
  reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(bytesOf(typeof body === 'string' ? { statusCode: status, message: body } : body));
}
