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
    const oidc = { BACKSTEP_OIDC_ISSUER: 'https://id.example', BACKSTEP_OIDC_AUDIENCE: 'backstep' };
    expect(settingsFrom({ HOST: '0.0.0.0', ...oidc }).oidc).toMatchObject({
      audience: 'backstep',
      rolesClaim: 'roles',
    });
    for (const host of ['localhost', '127.0.0.2', '::1']) expect(settingsFrom({ HOST: host }).host).toBe(host);
  });

  it('take no issuer without an audience, and none that others could speak for', () => {
    expect(() => settingsFrom({ BACKSTEP_OIDC_ISSUER: 'https://id.example' })).toThrow('belong together');
    const issuer = { BACKSTEP_OIDC_ISSUER: 'http://id.example', BACKSTEP_OIDC_AUDIENCE: 'backstep' };
    expect(() => settingsFrom(issuer)).toThrow('BACKSTEP_OIDC_ISSUER must be a URL that begins with https');
  });

  it('name what is wrong', () => {
    expect(() => settingsFrom({ PORT: 'x', BACKSTEP_ACCOUNT: '12' })).toThrow(
      /PORT .*; BACKSTEP_ACCOUNT must have 12 digits/,
    );
  });
});
