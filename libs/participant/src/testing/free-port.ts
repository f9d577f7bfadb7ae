import { createServer, type AddressInfo } from 'node:net';

/** A port of 127.0.0.1 that nobody listens on, for somebody who has to be told one. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
