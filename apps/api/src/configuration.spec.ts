import { describe, expect, it } from '@jest/globals';
import { settingsFrom } from './configuration.js';

describe('the settings', () => {
  it('serve without any', () => {
    expect(settingsFrom({})).toMatchObject({
      port: 8083,
      host: '127.0.0.1',
      arns: { region: 'us-east-1', account: '000000000000' },
      accessKeys: undefined,
    });
  });

  it('let nobody else in unless they say who may', () => {
    expect(() => settingsFrom({ HOST: '0.0.0.0' })).toThrow('Set BACKSTEP_ACCESS_KEYS');
    expect(settingsFrom({ HOST: '0.0.0.0', BACKSTEP_ACCESS_KEYS: 'AKIA1:secret-one' }).accessKeys?.size).toBe(1);
    for (const host of ['localhost', '127.0.0.2', '::1']) expect(settingsFrom({ HOST: host }).host).toBe(host);
  });

  it('name what is wrong', () => {
    expect(() => settingsFrom({ PORT: 'x', BACKSTEP_ACCOUNT: '12' })).toThrow(
      /PORT .*; BACKSTEP_ACCOUNT must have 12 digits/,
    );
  });
});
