import { BlockList, isIP } from 'node:net';

/** Whether a connection may go to this address. */
export type AddressGuard = (address: string) => boolean;

/**
 * Addresses that are not the public Internet's: a definition must not reach what only this machine or its network does.
 * https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry
 */
const NOT_PUBLIC = `
  0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
  192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
  ::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10
  fec0::/10 ff00::/8`;

/**
 * @param allowed addresses and networks (`127.0.0.1, 10.0.0.0/8`) that may be reached although they are not public;
 * `all`: any may.
 * @throws Error naming what is no address
 */
export function addressGuard(allowed: string): AddressGuard {
  if (allowed.trim() === 'all') return () => true;
  const denied = listOf(NOT_PUBLIC);
  const free = listOf(allowed);
  return (address) => {
    // A zone tells the interface, not the address.
    const [plain = ''] = address.split('%');
    const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
    return isIP(plain) !== 0 && (free.check(plain, family) || !denied.check(plain, family));
  };
}

function listOf(text: string): BlockList {
  const list = new BlockList();
  for (const network of text.split(/[\s,]+/u).filter(Boolean)) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? most : Number(bits);
    if (family === 0 || bits === '' || !(Number.isInteger(prefix) && prefix >= 0 && prefix <= most))
      throw new Error(`BACKSTEP_HTTP_ALLOW has ${JSON.stringify(network)}, which is no address and no network`);
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
