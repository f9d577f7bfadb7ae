/** What a caller may do: each role may do what the ones before it may. */
export const ROLES = ['reader', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly role: Role;
}

/** By their ids. */
export type AccessKeys = ReadonlyMap<string, AccessKey>;

type Read = { readonly ok: true; readonly value: AccessKeys } | { readonly ok: false; readonly cause: string };

const KEY = /^([A-Za-z0-9_-]{3,128}):([^:,\s]{8,}?)(?::([a-z]+))?$/;

/** `id:secret` or `id:secret:role`, separated by commas; without a role the key is an admin's. */
export function readAccessKeys(text: string): Read {
  const keys = new Map<string, AccessKey>();
  for (const [index, part] of text.split(',').entries()) {
    const [, id, secret, said = 'admin'] = KEY.exec(part.trim()) ?? [];
    const role = ROLES.find((one) => one === said);
    // What was said instead may be a secret.
    if (id === undefined || secret === undefined || !role)
      return { ok: false, cause: `must be a list of id:secret[:${ROLES.join('|')}]; entry ${index + 1} is not` };
    if (keys.has(id)) return { ok: false, cause: `has the key ${id} twice` };
    keys.set(id, { id, secret, role });
  }
  return { ok: true, value: keys };
}
