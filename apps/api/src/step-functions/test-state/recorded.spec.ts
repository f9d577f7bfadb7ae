import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { TestStateInput } from '@aws-sdk/client-sfn';
import { casesOf, differencesOf, findRecordings, SERVER, type Answer } from '../../testing/recorded-calls.js';
import { testState } from './test-state.js';

async function call(request: TestStateInput): Promise<Answer> {
  const tested = await testState(request, { arns: SERVER, at: Date.now(), random: Math.random, uuid: randomUUID });
  return tested.ok
    ? { status: 200, body: tested.output }
    : { status: 400, code: tested.error, message: tested.message };
}

const recordings = findRecordings();

const namedCases = (recordings: string) =>
  casesOf(recordings, 'test-state').map((one) => [one.id.replace(/^.*::/, ''), one] as const);

describe('TestState answers as recorded on AWS', () => {
  if (recordings === undefined) {
    it.skip('recordings are not beside this checkout (../shared/conformance), so nothing was compared', () => {});
    return;
  }
  it.each(namedCases(recordings))('%s', async (_id, one) => {
    expect(await differencesOf(recordings, one, call)).toEqual({});
  });
});
