import { createServer } from 'node:net';

/** This port if nobody has it, else 0, for which the system takes a free one. */
export const freePort = (wanted: number, host: string): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen({ port: wanted, host, exclusive: true }, () => probe.close(() => resolve(wanted)));
  });
