import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka } from '#kafka/testing';
import { ENDPOINTS } from './endpoints.js';
import { ApiStage } from '../testing/api-stage.js';
import { answerOf, type Document } from '../testing/described-answers.js';
import { Operators } from '../testing/operators.js';

let stage: ApiStage;
let paths: Document['paths'];

beforeAll(async () => {
  const broker = memoryBroker();
  stage = await ApiStage.open({ connect: () => memoryKafka(broker), settings: { partitions: 1 } });
  const { status, body } = await new Operators(stage).get('/openapi.json');
  expect([status, body['openapi']]).toEqual([200, '3.1.0']);
  paths = body['paths'] as typeof paths;
});
afterAll(() => stage.close());

describe('the document', () => {
  it('has every endpoint once, with all parameters of its path', () => {
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, ...operation })),
    );
    const names = operations.map(({ operationId }) => operationId);
    expect(names).toEqual(expect.arrayContaining(ENDPOINTS.map(({ name }) => name)));
    expect(new Set(names).size).toBe(names.length);
    for (const { path, parameters } of operations) {
      const inPath = parameters.filter((one) => one.in === 'path').map(({ name, required }) => [name, required]);
      expect(inPath).toEqual(Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => [name, true]));
    }
  });

  it('says of a list that it takes a limit and answers nothing but what it names', () => {
    const list = paths['/api/executions']!['get']!;
    expect(list.parameters).toContainEqual(
      expect.objectContaining({ name: 'limit', required: false, schema: expect.objectContaining({ maximum: 1000 }) }),
    );
    expect(answerOf(list)?.safeParse({ items: [] }).success).toBe(true);
    expect(answerOf(list)?.safeParse({ items: [], more: true }).success).toBe(false);
  });
});

it('the AsyncAPI document has the topics of this installation', async () => {
  const { status, body } = await new Operators(stage).get('/asyncapi.json');
  const { channels } = body as { channels?: Readonly<Record<string, object>> };
  expect([status, body['asyncapi']]).toEqual([200, '3.0.0']);
  expect(channels?.['log']).toMatchObject({ address: 'backstep.log', bindings: { kafka: { partitions: 1 } } });
});
