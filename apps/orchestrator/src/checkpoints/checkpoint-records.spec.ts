import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ARN_SCOPE } from '#contracts';
import { decideResource } from '#resources';
import { resourceOf } from './checkpoint-records.js';

describe('a checkpoint of a state machine', () => {
  it('that was written when it was its latest revision and no more is still good', () => {
    const definition = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
    const resource = resourceOf({ x: 7, stateMachine: { name: 'm', version: 3, definition } });
    const moment = { at: 0, arns: DEFAULT_ARN_SCOPE };
    const repeated = decideResource(resource, { type: 'CreateStateMachine', name: 'm', definition }, moment);
    expect(repeated).toMatchObject({ ok: true, events: [] });
    const published = decideResource(resource, { type: 'PublishStateMachineVersion', name: 'm' }, moment);
    expect(published).toMatchObject({ ok: true, events: [{ number: 1, version: 3 }] });
  });
});
