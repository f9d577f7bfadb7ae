import { isIP } from 'node:net';

/**
 * Whether a Host header is an address or a name of this machine. Where nobody is asked who they are, a page on the web
 * could otherwise have its own name resolve to 127.0.0.1, and its script call us as its own origin (DNS rebinding).
 */
export function isNear(host: string | undefined): boolean {
  const [, name = ''] = /^(\[[0-9a-f:.]+\]|[^:]*)(?::\d{1,5})?$/i.exec(host ?? '') ?? [];
  const bare = name.replace(/^\[|\]$/g, '').toLowerCase();
  return isIP(bare) !== 0 || bare === 'localhost' || bare.endsWith('.localhost') || bare === 'host.docker.internal';
}
