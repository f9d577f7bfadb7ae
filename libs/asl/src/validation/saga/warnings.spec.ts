import { describe, expect, it } from '@jest/globals';
import { step, undone, chain, all } from '../../testing/chains.js';
import { signup } from '../../testing/signup.js';
import { validate } from '../validate.js';

describe('every warning', () => {
  it('says what to do about it', () => {
    const definition = chain(
      step({ ...all('B'), CompensateOnFailure: true }),
      undone(all('A')),
      step({ TimeoutSeconds: 5 }),
    );
    const warnings = validate({ ...definition, TimeoutSeconds: 5 }).filter(({ severity }) => severity === 'WARNING');
    expect(warnings.length).toBeGreaterThan(3);
    expect(warnings.filter(({ hint }) => hint === undefined)).toEqual([]);
  });

  it('is absent from the signup saga', () => {
    expect(validate(signup)).toEqual([]);
  });
});
