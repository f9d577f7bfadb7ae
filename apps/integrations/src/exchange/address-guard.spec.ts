import { describe, expect, it } from '@jest/globals';
import { addressGuard } from './address-guard.js';

describe('without anything said, an address', () => {
  const guard = addressGuard('');

  it.each(
    (
      '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.8.9.1 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 198.18.0.1 ' +
      '224.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:a9fe:a9fe ::7f00:1 64:ff9b::7f00:1 2002:7f00:1:: ' +
      '2001:0:7f00:1:: fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1'
    ).split(' '),
  )('%s is refused', (address) => expect(guard(address)).toBe(false));

  it.each('1.1.1.1 8.8.8.8 172.32.0.1 192.0.3.1 ::ffff:8.8.8.8 2606:4700:4700::1111 2a00:1450::1'.split(' '))(
    '%s may be reached',
    (address) => expect(guard(address)).toBe(true),
  );

  it.each(['', 'localhost', '127.1', '0x7f000001'])('%p is none', (text) => expect(guard(text)).toBe(false));
});

describe('what is allowed', () => {
  it('are addresses and networks, and nothing beside them', () => {
    const guard = addressGuard('127.0.0.1, 10.2.0.0/16 fd00::/8');
    expect(['127.0.0.1', '::ffff:127.0.0.1', '10.2.3.4', 'fd00::7', '8.8.8.8'].map(guard)).not.toContain(false);
    expect(['127.0.0.2', '10.3.0.1', 'fe80::1', '169.254.169.254'].map(guard)).not.toContain(true);
  });

  it('can be all', () => expect(addressGuard('all')('127.0.0.1')).toBe(true));

  it.each(['localhost', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/x'])('cannot be %p', (text) =>
    expect(() => addressGuard(text)).toThrow('is no address and no network'),
  );
});
