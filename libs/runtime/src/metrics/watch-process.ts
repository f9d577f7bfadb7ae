import { collectDefaultMetrics, type Registry } from 'prom-client';

/**
 * Memory, CPU and event loop of this process, among the metrics of a registry. Called whenever somebody asks for those: it
 * costs timers and observers, which nobody needs before.
 */
export function watchProcess(registry: Registry): void {
  if (!registry.getSingleMetric('process_cpu_seconds_total')) collectDefaultMetrics({ register: registry });
}
