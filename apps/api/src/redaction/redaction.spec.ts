import { describe, expect, it } from '@jest/globals';
import { Redaction } from './redaction.js';

function redaction(text: string): Redaction {
  const read = Redaction.read(text);
  if (!read.ok) throw new Error(read.cause);
  return read.value;
}

const CARD = { card: { number: '4711', holder: 'Ada' }, users: [{ password: 'p1' }, { deep: { password: 'p2' } }] };

describe('a path', () => {
  it.each([
    ['$.card.number', { ...CARD, card: { number: '(redacted)', holder: 'Ada' } }],
    ["$['card'].holder", { ...CARD, card: { number: '4711', holder: '(redacted)' } }],
    ['$.card', { ...CARD, card: '(redacted)' }],
    ['$.card.*', { ...CARD, card: { number: '(redacted)', holder: '(redacted)' } }],
    ['$..password', { ...CARD, users: [{ password: '(redacted)' }, { deep: { password: '(redacted)' } }] }],
    ['$.users[*].password', { ...CARD, users: [{ password: '(redacted)' }, { deep: { password: 'p2' } }] }],
    ['$.users[1]', { ...CARD, users: [{ password: 'p1' }, '(redacted)'] }],
    ['$', '(redacted)'],
    ['$.card.number.last', CARD],
    ['$.nowhere', CARD],
  ])('%s hides what it leads to, and nothing else', (path, input) => {
    expect(redaction(path).shown({ input })).toEqual({ input });
    expect(redaction(path).shown({ input: CARD })).toEqual({ input });
    expect(redaction(path).shown({ input: JSON.stringify(CARD) })).toEqual({
      input: typeof input === 'string' ? input && JSON.stringify(input) : JSON.stringify(input),
    });
  });

  it.each(['password', '$card', '$.', '$.a[', '$..', '$.a, b', 'sign up:$.a', ''])('is not %p', (text) => {
    expect(Redaction.read(text)).toMatchObject({ ok: false, cause: expect.stringContaining('$..password') });
  });
});

describe('what is around a payload', () => {
  it('stays as it is, whatever it is called', () => {
    const list = { items: [{ id: 'm:a', name: 'a', status: 'FAILED', attributes: { name: 'Ada' } }] };
    expect(redaction('$.name, $..status, $..id').shown(list)).toEqual({
      items: [{ id: 'm:a', name: 'a', status: 'FAILED', attributes: { name: '(redacted)' } }],
    });
  });

  it('is the same value if nothing is hidden, so a number too long for JavaScript comes as it was', () => {
    const answer = { input: '{"n": 12345678901234567890}', output: 'no JSON' };
    expect(redaction('$..password').shown(answer)).toBe(answer);
  });
});

describe('payloads', () => {
  const rule = redaction('$..pin');
  it.each([
    ['of events', { type: 'TaskSucceeded', output: { pin: 1 } }],
    ['of answers within events', { type: 'MessageAccepted', reply: { type: 'SendTaskSuccess', output: { pin: 1 } } }],
    ['that are items of a Map', { type: 'MapStateStarted', items: [{ pin: 1 }] }],
    ['that were assigned', { type: 'PassStateExited', assigned: { user: { pin: 1 } } }],
    ['that are variables', { variables: { pin: 1 } }],
    [
      'in Step Functions’ history',
      { stateExitedEventDetails: { output: '{"pin":1}', assignedVariables: { pin: '1' } } },
    ],
    ['of dead letters', { source: 'engine', value: '{"type":"StartExecution","input":{"pin":1}}' }],
    ['of dead letters that nobody can read', { source: 'engine', value: '{"pin":1' }],
    ['as they were written', { type: 'ExecutionStarted', input: { pin: 1 }, inputText: '{"pin": 1}' }],
  ])('%s are looked into', (_, answer) => {
    const text = JSON.stringify(rule.shown(answer));
    expect(text).toContain('(redacted)');
    expect(text).not.toMatch(/pin\W+1/);
  });
});

describe('what an undo is given of its step', () => {
  it('is a payload within a payload, and so is what another execution is started with', () => {
    const undo = { input: { input: { pin: 1 }, output: { pin: 2 }, error: { Error: 'No' } } };
    expect(redaction('$.pin').shown(undo)).toEqual({
      input: { input: { pin: '(redacted)' }, output: { pin: '(redacted)' }, error: { Error: 'No' } },
    });
    const started = { parameters: '{"StateMachineArn":"arn","Input":{"pin":1}}' };
    expect(redaction('$.pin').shown(started).parameters).toBe('{"StateMachineArn":"arn","Input":{"pin":"(redacted)"}}');
  });
});

describe('a sentence that quotes a payload', () => {
  const cause = (text: string) => redaction('$..pin').shown({ type: 'TaskFailed', cause: text }).cause;
  it('quotes it without what is hidden, and not at all where that cannot be told', () => {
    expect(cause(`'$.a' could not be found in the input '{"pin":1,"b":2}'.`)).toBe(
      `'$.a' could not be found in the input '{"pin":"(redacted)","b":2}'.`,
    );
    expect(cause(`in the input '{"pin":1,… }'`)).toBe(`in the input '(redacted)'`);
    expect(cause(`The item '{"b":2}' isn't left`)).toBe(`The item '{"b":2}' isn't left`);
    const undo = { input: { error: { Error: 'No', Cause: `of '{"pin":1}'` } } };
    expect(JSON.stringify(redaction('$..pin').shown(undo))).not.toContain('"pin":1');
  });
});

describe('a rule of one state machine', () => {
  const rules = redaction('$..pin, signup:$.email');
  const input = { email: 'ada@example.org', pin: 1 };

  it('hides nothing of others, and holds for its own', () => {
    expect(rules.shown({ input }, 'billing:a')).toEqual({ input: { email: 'ada@example.org', pin: '(redacted)' } });
    expect(rules.shown({ input }, 'signup:a')).toEqual({ input: { email: '(redacted)', pin: '(redacted)' } });
  });

  it('holds for whatever is not known to be of another', () => {
    expect(rules.shown({ input })).toEqual({ input: { email: '(redacted)', pin: '(redacted)' } });
  });
});
