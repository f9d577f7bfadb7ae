import { describe, expect, it } from '@jest/globals';
import { compile } from '../compile.js';
import type { Json } from '../machine.js';
import { scopeOf } from '../testing/scope-of.js';

async function failure(fields: object, input: Json): Promise<unknown> {
  const compiled = compile({ StartAt: 'A', States: { A: { Type: 'Fail', ...fields } } });
  const state = compiled.ok ? compiled.machine.states.get('A') : undefined;
  return state?.Type === 'Fail' ? await state.failure(scopeOf(input)) : compiled;
}

describe('a Fail', () => {
  it('has its error and cause by a path, or by the call of an intrinsic function', async () => {
    const fields = { ErrorPath: '$.name', CausePath: "States.Format('{} times', $.count)" };
    expect(await failure(fields, { name: 'Late', count: 3 })).toEqual({
      ok: true,
      value: { error: 'Late', cause: '3 times' },
    });
  });

  it('fails otherwise where the call does', async () => {
    expect(await failure({ CausePath: "States.Format('{}', $.nope)" }, {})).toMatchObject({ ok: false });
  });
});
