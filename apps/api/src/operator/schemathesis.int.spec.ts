import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { listen, StubParticipant, type JoinedParticipant } from '#orchestrator/testing';
import { ApiStage } from '../testing/api-stage.js';
import { definition, shop } from '../testing/blocked-undo.js';
import { hasPython, PythonTools, SCHEMATHESIS } from '../testing/python-tools.js';
import { Operators } from '../testing/operators.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const SECONDS = 15;

/** What is too long for a request as a whole is refused before anybody looks at what it says. */
const CONFIG = fileURLToPath(new URL('../testing/schemathesis.toml', import.meta.url));

/** What it may not find: an error of ours, or an answer that the document does not tell of. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
  'negative_data_rejection',
];

/** Where there is no Python 3, there is nothing to be seen. Nothing here needs a real broker. */
(hasPython ? describe : describe.skip)('requests made of the OpenAPI document', () => {
  const our = shop();
  const kafka = memoryKafka(memoryBroker());
  let stage: ApiStage;
  let tools: PythonTools;
  let participant: JoinedParticipant;

  beforeAll(async () => {
    await kafka.ensureTopics([{ topic: 'shop.commands', partitions: 1, config: {} }]);
    participant = await listen(kafka, 'shop', new StubParticipant((command) => our.verdict(command)));
    const partitions = { BACKSTEP_PARTITIONS: '2' };
    [tools, stage] = await Promise.all([
      PythonTools.install(SCHEMATHESIS),
      ApiStage.open({
        connect: () => kafka,
        owner: (its) => new Orchestrator(its, settingsFrom(partitions), silent),
        environment: partitions,
      }),
    ]);
    const roleArn = 'arn:aws:iam::000000000000:role/any';
    const { stateMachineArn } = await stage.done('CreateStateMachine', { name: 'order', definition, roleArn });
    for (const name of ['one', 'two', 'three']) await stage.done('StartExecution', { stateMachineArn, name });
    const operators = new Operators(stage);
    await until('they wait for a person', async () => {
      const { body } = await operators.get('/executions?compensationStatus=BLOCKED');
      return body.items?.length === 3;
    });
  }, 240_000);
  afterAll(async () => {
    await stage?.close();
    await participant.close();
    await tools?.discard();
  }, 30_000);

  const ARGUMENTS = [
    '--phases=examples,coverage,fuzzing',
    `--max-time=${SECONDS}`,
    `--checks=${CHECKS.join(',')}`,
    // They never end.
    '--exclude-path-regex=stream$',
    '--workers=1',
    '--warnings=off',
    '--no-color',
  ];

  /** @returns what it found; nothing: that is all right. */
  const look = (seed: number): Promise<string> =>
    tools
      .run('schemathesis', [
        '--config-file',
        CONFIG,
        'run',
        `${stage.url}/api/openapi.json`,
        `--seed=${seed}`,
        ...ARGUMENTS,
      ])
      .then(
        () => '',
        (error: { stdout?: string; stderr?: string }) => `${error.stdout ?? ''}${error.stderr ?? ''}`.slice(-20_000),
      );

  it(
    'are answered as it says, whatever they are, and never with an error of ours',
    async () => {
      const first = await look(1);
      // Python 3.11 sometimes fails in the tool itself (an AST that is too deep); that is no finding, and no proof either.
      const isToolsOwn = first.includes('SystemError: AST constructor') && !first.includes('= FAILURES =');
      expect(isToolsOwn ? await look(2) : first).toBe('');
      expect(stage.told.filter(({ message }) => message === 'A request failed')).toEqual([]);
    },
    (SECONDS + 30) * 2_000,
  );
});
