import { createRequire } from 'node:module';
import type { ISocketFactory } from 'kafkajs';

const require = createRequire(import.meta.url);

/**
 * kafkajs 2.2.4 keeps the socket of a connection that has ended, and ends it again (`end`, `unref`) with each vain try to
 * reach its broker: of the two connections to a broker the one for fetches is not even opened before the other one is.
 * A socket that is gone has nothing to `unref`, so Node waits with it for a `connect` that never comes: a listener
 * more each time, and from the eleventh on a warning of a leak. So a socket that is gone is left alone.
 */
export function calmSockets(): ISocketFactory {
  const open = (require('kafkajs/src/network/socketFactory.js') as () => ISocketFactory)();
  return (where) => {
    const socket = open(where);
    const unref = socket.unref.bind(socket);
    socket.unref = () => (socket.destroyed ? socket : unref());
    return socket;
  };
}
