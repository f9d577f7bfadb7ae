import type { Json, Problem } from '#contracts';
import { functionCalled, type Asked } from './call.js';
import { functionFailed, invoked, rewritten, toldBySdk } from './lambda-function.js';
import { calledBy } from './pattern.js';

/** Where and when an answer came; made-up ids are drawn from it. */
export interface AnswerOf {
  readonly about: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What the answer of whoever was asked is for the task. */
export function resultOf(asked: Asked, answer: Json, { about, at }: AnswerOf): Json {
  const called = calledBy(asked.resource);
  if (called.kind === 'kafka' || functionCalled(asked) === undefined) return answer;
  if (called.kind === 'lambda') return asked.via === 'LAMBDA' ? payloadOf(answer) : answer;
  const told = asked.via === 'LAMBDA' ? answer : invoked(answer, about, at);
  return called.kind === 'aws-sdk' ? toldBySdk(told) : told;
}

const payloadOf = (answer: Json): Json =>
  typeof answer === 'object' && answer !== null && 'Payload' in answer ? (answer.Payload as Json) : answer;

/** What the failure of whoever was asked is for the task. */
export function failureOf(asked: Asked, problem: Problem, { about }: AnswerOf): Problem {
  if (functionCalled(asked) === undefined) return problem;
  if (asked.via === undefined) return functionFailed(problem, about);
  return calledBy(asked.resource).kind === 'lambda' ? problem : rewritten(problem);
}
