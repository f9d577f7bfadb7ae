import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka } from '#kafka/testing';
import { ApiStage } from '../testing/api-stage.js';
import { Operators } from '../testing/operators.js';
import { isStream } from './endpoint.js';
import { ENDPOINTS } from './endpoints.js';

let stage: ApiStage;

beforeAll(async () => {
  const broker = memoryBroker();
  stage = await ApiStage.open({ connect: () => memoryKafka(broker), settings: { answerMs: 200, partitions: 1 } });
});
afterAll(() => stage.close());

/** What a well-formed URL can say, and what breaks what is put together from texts. */
const nasty = fc.oneof(
  fc.constantFrom(
    '',
    "' OR 1=1 --",
    '<script>alert(1)</script>',
    '../..',
    'a:b',
    '%00',
    '\u0000',
    '9'.repeat(30),
    '-1',
    'null',
    '.',
    '..',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
);
const values = (fields: object | undefined) =>
  fc.record(Object.fromEntries(Object.keys(fields ?? {}).map((name) => [name, nasty])), { requiredKeys: [] });
const isDots = (segment: string) => /^\.{1,2}$/.test(segment);
const body = (fields: object | undefined) => {
  const any = fc.oneof(nasty, fc.jsonValue({ maxDepth: 2 }));
  return fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.record(Object.fromEntries(Object.keys(fields ?? {}).map((name) => [name, any])), { requiredKeys: [] }),
  );
};

describe('whatever is asked of', () => {
  it.each(ENDPOINTS.filter((one) => !isStream(one)))('$name, it answers as it is described to', async (one) => {
    const operators = new Operators(stage);
    const asked = fc.record({
      params: fc.array(nasty, { minLength: 2, maxLength: 2 }),
      query: values(one.query?.shape),
      body: body(one.body?.shape),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ params, query, body }) => {
        let n = 0;
        const path = one.path.replace(/\{\w+\}/g, () => encodeURIComponent(params[n++] || 'x'));
        const search = new URLSearchParams(query as Record<string, string>).toString();
        const { status } =
          one.method === 'GET'
            ? await operators.get(`${path}?${search}`)
            : await operators.post(path, JSON.stringify(body));
        // A segment of dots is none to whoever reads URLs, so that the path may be another endpoint's.
        expect([200, 400, 404, 409, ...(params.some(isDots) ? [405] : [])]).toContain(status);
      }),
      { numRuns: 40 },
    );
  });
});
