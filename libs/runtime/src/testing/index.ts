export { recordSpans, type RecordedSpan, type RecordedSpans } from './record-spans.js';
