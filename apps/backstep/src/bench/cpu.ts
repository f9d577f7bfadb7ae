import type { ChildProcess } from 'node:child_process';

/** Processor time that this process has used so far, in milliseconds, whenever the parent asks. */
export function answerCpu(more: () => object = () => ({})): void {
  process.on('message', (message: { ask?: string }) => {
    if (message.ask !== 'cpu') return;
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1e6, ...more() });
  });
}

export interface CpuAnswer {
  readonly cpu: number;
  readonly rssMb: number;
  readonly owning?: number;
}

export const askCpu = (child: ChildProcess): Promise<CpuAnswer> =>
  new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as CpuAnswer));
    child.send({ ask: 'cpu' }, (error) => error && reject(error));
  });
