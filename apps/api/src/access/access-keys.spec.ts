import { describe, expect, it } from '@jest/globals';
import { readAccessKeys } from './access-keys.js';

describe('access keys', () => {
  it('are ids with secrets, and roles where they may not do everything', () => {
    const read = readAccessKeys('AKIA1:secret-one, AKIA2:secret/+two=:reader');
    expect(read.ok && [...read.value.values()]).toEqual([
      { id: 'AKIA1', secret: 'secret-one', role: 'admin' },
      { id: 'AKIA2', secret: 'secret/+two=', role: 'reader' },
    ]);
  });

  it('are refused without repeating a secret', () => {
    expect(readAccessKeys('AKIA1:secret-one:king')).toEqual({
      ok: false,
      cause: 'must be a list of id:secret[:reader|operator|admin]; entry 1 is not',
    });
    expect(readAccessKeys('AKIA1:secret-one,AKIA1:secret-two')).toEqual({
      ok: false,
      cause: 'has the key AKIA1 twice',
    });
  });
});
