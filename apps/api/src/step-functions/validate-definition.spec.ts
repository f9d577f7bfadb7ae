import { describe, expect, it } from '@jest/globals';
import type { ValidateStateMachineDefinitionInput } from '@aws-sdk/client-sfn';
import { casesOf, differencesOf, findRecordings } from '../testing/recorded-calls.js';
import { validateDefinition } from './validate-definition.js';

const recordings = findRecordings();
const call = (request: ValidateStateMachineDefinitionInput) => ({ status: 200, body: validateDefinition(request) });

describe('ValidateStateMachineDefinition answers as recorded on AWS', () => {
  if (recordings === undefined) {
    it.skip('recordings are not beside this checkout (../shared/conformance), so nothing was compared', () => {});
    return;
  }
  const named = casesOf(recordings, 'api-validation').map((one) => [one.id.replace(/^.*::/, ''), one] as const);

  // What is recorded of the diagnostics is compared too, though the cases leave them out.
  it.each(named)('%s', async (_id, { exempt: _exempt, ...one }) => {
    expect(await differencesOf(recordings, one, call)).toEqual({});
  });
});

describe('ValidateStateMachineDefinition', () => {
  const unreachable = JSON.stringify({
    StartAt: 'A',
    States: { A: { Type: 'Pass', End: true }, B: { Type: 'Pass', End: true } },
  });

  it('has nothing to say about a valid definition', () => {
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
    expect(validateDefinition({ definition })).toEqual({ result: 'OK', diagnostics: [], truncated: false });
  });

  it('tells warnings where they are asked for, and they do not make it fail', () => {
    expect(validateDefinition({ definition: unreachable })).toMatchObject({ result: 'OK', diagnostics: [] });
    expect(validateDefinition({ definition: unreachable, severity: 'WARNING' })).toMatchObject({
      result: 'OK',
      diagnostics: [{ severity: 'WARNING', location: '/States/B' }],
    });
  });

  it('tells no more than it is asked for, a hundred at most, and that there is more', () => {
    const states = Array.from({ length: 120 }, (_, i) => [`S${i}`, { Type: 'Pass', Next: `T${i}` }]);
    const definition = JSON.stringify({ StartAt: 'S0', States: Object.fromEntries(states) });
    const told = (maxResults?: number) => {
      const { diagnostics, truncated } = validateDefinition({
        definition,
        ...(maxResults !== undefined && { maxResults }),
      });
      return [diagnostics?.length, truncated];
    };
    expect(told(3)).toEqual([3, true]);
    expect(told(0)).toEqual([100, true]);
    expect(told()).toEqual([100, true]);
  });
});
