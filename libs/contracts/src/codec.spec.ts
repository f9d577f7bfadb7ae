import { describe, expect, it } from '@jest/globals';
import { command, decode, isName, message } from './index.js';

const reason = (text: string | null) => {
  const decoded = decode(message, text);
  return decoded.ok ? 'fine' : `${decoded.error}: ${decoded.cause}`;
};

describe('the codec', () => {
  it('takes a message with fields that it does not know yet', () => {
    const text = '{"type":"StartExecution","stateMachine":"signup","name":"a","input":{"x":1},"colour":"red"}';
    expect(decode(message, text)).toMatchObject({ ok: true, value: { name: 'a', colour: 'red' } });
  });

  it.each([
    [null, /^InvalidMessage: The record has no value/],
    ['{', /^InvalidJson: /],
    ['[]', /^InvalidMessage: /],
    ['{"type":"Nonsense"}', /^InvalidMessage: type: /],
    ['{"type":"StartExecution"}', /^InvalidMessage: stateMachine: /],
    ['{"type":"StartExecution","stateMachine":7}', /stateMachine: /],
    ['{"type":"StartExecution","stateMachine":"a b"}', /stateMachine: must have 1 to 80 characters/],
    ['{"type":"StopExecution","execution":"no-colon"}', /execution: must be <state machine>:<execution name>/],
    ['{"type":"SendTaskFailure","taskToken":"t","outcome":"maybe"}', /outcome: /],
    ['{"type":"ResolveCompensation","execution":"a:b","state":"S","how":"RETRY"}', /by: .*why: /],
    ['{"type":"CreateStateMachine","name":"a","definition":[]}', /definition: /],
  ])('refuses %s with a reason', (text, wanted) => {
    expect(reason(text)).toMatch(wanted);
  });

  it('refuses a command without input', () => {
    const decoded = decode(command, '{"id":"a","command":"b.c"}');
    expect(decoded).toMatchObject({ ok: false, cause: expect.stringContaining('input: is missing') });
  });
});

describe('names', () => {
  it.each(['order-4711', 'Ünïcode', 'a.b_c', 'x'.repeat(80)])('%s is one', (name) => expect(isName(name)).toBe(true));
  it.each(['', 'a b', 'a:b', 'a/b', 'x'.repeat(81), 'a\u0000', 'a$', 'a"'])('%j is none', (name) =>
    expect(isName(name)).toBe(false),
  );
});
