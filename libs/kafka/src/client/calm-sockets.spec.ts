import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ISocketFactory } from 'kafkajs';
import { calmSockets } from './calm-sockets.js';

const require = createRequire(import.meta.url);

/** The connections that kafkajs has to one broker: the first for most requests, the second for fetches. */
interface ConnectionPool {
  getConnection(index: number): Promise<unknown>;
  destroy(): Promise<void>;
}
const ConnectionPool = require('kafkajs/src/network/connectionPool.js') as new (options: object) => ConnectionPool;
const kafkajsOwn = (require('kafkajs/src/network/socketFactory.js') as () => ISocketFactory)();

const nothing = () => undefined;
const logger = { namespace: () => logger, debug: nothing, info: nothing, warn: nothing, error: nothing };

let server: Server;
afterEach(() => void server.close());

/** As kafkajs' BrokerPool does it: a broker that cannot be connected to is disconnected, and tried again. */
async function triesWithoutBroker(tries: number, factory: ISocketFactory): Promise<Socket[]> {
  const sockets: Socket[] = [];
  const socketFactory: ISocketFactory = (where) => {
    const socket = factory(where);
    sockets.push(socket);
    return socket;
  };
  server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const options = { host: '127.0.0.1', port, logger, socketFactory, connectionTimeout: 5_000, requestTimeout: 5_000 };
  const pool = new ConnectionPool(options);
  await pool.getConnection(1);
  const [fetching] = sockets;
  if (!fetching!.closed) await once(fetching!, 'close');
  server.close();
  await once(server, 'close');
  for (let i = 0; i < tries; i++) {
    await expect(pool.getConnection(0)).rejects.toThrow('ECONNREFUSED');
    await pool.destroy();
  }
  return sockets;
}

const mostListeners = (sockets: readonly Socket[]) =>
  Math.max(...sockets.map((socket) => socket.listenerCount('connect')));

describe('sockets of a broker that is away', () => {
  it('have no more listeners with each try to reach it', async () => {
    const few = await triesWithoutBroker(2, calmSockets());
    const many = await triesWithoutBroker(15, calmSockets());
    expect(many).toHaveLength(16);
    expect(mostListeners(many)).toBe(mostListeners(few));
  });

  it('have ever more of them as kafkajs opens them, which is why they are opened here', async () => {
    expect(mostListeners(await triesWithoutBroker(9, kafkajsOwn))).toBeGreaterThanOrEqual(9);
  });
});
