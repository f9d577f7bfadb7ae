import type { HttpSettings } from '../../configuration.js';
import { AddressRefused, exchange } from '../../exchange/exchange.js';
import { itemsFailed } from '../items-failed.js';
import { wantsNothing, type Source } from './source.js';

/** What stands behind an address, as `http:invoke` may reach it. Of it nobody can say what there is. */
export const web = (base: string, { guard, timeoutMs }: Pick<HttpSettings, 'guard' | 'timeoutMs'>): Source => ({
  read: async (key, { signal, mostBytes }, wanted) => {
    wantsNothing(base, wanted);
    const url = urlOf(base, key);
    const bounds = { signal, guard, timeoutMs, mostBytes };
    const answered = await exchange({ url, method: 'GET', headers: { accept: '*/*' } }, bounds).catch(
      (error: unknown) => {
        throw error instanceof AddressRefused ? itemsFailed(error.message) : error;
      },
    );
    const { status, statusText, body } = answered;
    if (status >= 500) throw new Error(`${url.href} answered ${status} ${statusText}`);
    if (status !== 200) throw itemsFailed(`${url.href} answered ${status} ${statusText}`);
    if (!body) throw itemsFailed(`${url.href} has more than ${mostBytes} bytes, which are the most`);
    return body;
  },
  list: () => Promise.reject(itemsFailed(`What there is at ${base} cannot be listed`)),
  write: () => Promise.reject(itemsFailed(`Nothing can be written to ${base}`)),
});

/** A key names something below the address, and nothing beside it. */
function urlOf(base: string, key: string): URL {
  const top = base.endsWith('/') ? base : `${base}/`;
  const url = URL.canParse(key, top) ? new URL(key, top) : undefined;
  if (!url?.href.startsWith(new URL(top).href)) throw itemsFailed(`${JSON.stringify(key)} is not below ${base}`);
  return url;
}
