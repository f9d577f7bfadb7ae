import { describe, expect, it } from '@jest/globals';
import { traceContextOf } from './trace-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('the context of a trace', () => {
  it('is what the headers say', () => {
    const traceparent = `00-${TRACE}-${PARENT}-01`;
    expect(traceContextOf(traceparent)).toEqual({ traceparent });
    expect(traceContextOf(traceparent, 'vendor=1')).toEqual({ traceparent, tracestate: 'vendor=1' });
  });

  it('does without a state that is too long', () => {
    const traceparent = `00-${TRACE}-${PARENT}-00`;
    expect(traceContextOf(traceparent, `v=${'x'.repeat(600)}`)).toEqual({ traceparent });
  });

  it.each([
    ['nothing', undefined],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['the version that there never will be', `ff-${TRACE}-${PARENT}-01`],
    ['capitals', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['something behind it', `00-${TRACE}-${PARENT}-01\r\nx: y`],
  ])('is none if they say %s', (_, traceparent) => {
    expect(traceContextOf(traceparent)).toBeUndefined();
  });
});
