/** Which trace something belongs to, and by which span it was caused. https://www.w3.org/TR/trace-context/ */
export interface TraceContext {
  /** `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01` */
  readonly traceparent: string;
  readonly tracestate?: string;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
/** What everybody has to let through. https://www.w3.org/TR/trace-context/#tracestate-limits */
const TRACESTATE_LENGTH = 512;

/** What the two headers say; undefined where they say nothing that can be gone on with. */
export function traceContextOf(traceparent: string | undefined, tracestate?: string): TraceContext | undefined {
  if (traceparent === undefined || !TRACEPARENT.test(traceparent)) return undefined;
  const isKept = tracestate !== undefined && tracestate !== '' && tracestate.length <= TRACESTATE_LENGTH;
  return { traceparent, ...(isKept && { tracestate }) };
}
