import type { InRecord, Offsets, OutRecord, TopicPartition } from '../port.js';

const bytesOf = (value: string | Buffer | null) => (value === null ? null : Buffer.from(value));

export class MemoryPartition {
  start = 0;
  private records: InRecord[] = [];
  private readonly readers = new Set<() => void>();

  constructor(readonly at: TopicPartition) {}

  get end(): number {
    return this.start + this.records.length;
  }

  get offsets(): Offsets {
    return { start: this.start, end: this.end };
  }

  /** @returns its offset */
  write({ key, value, headers = {} }: OutRecord, timestamp: number): number {
    const offset = this.end;
    this.records.push({
      ...this.at,
      offset,
      key: bytesOf(key),
      value: bytesOf(value),
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
      timestamp,
    });
    return offset;
  }

  has(offset: number): boolean {
    return offset >= this.start && offset <= this.end;
  }

  slice(from: number, most?: number): InRecord[] {
    const first = from - this.start;
    return this.records.slice(first, most === undefined ? undefined : first + most);
  }

  deleteBefore(offset: number): void {
    const gone = Math.max(0, Math.min(offset, this.end) - this.start);
    this.records = this.records.slice(gone);
    this.start += gone;
  }

  onAppend(reader: () => void): () => void {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  }

  tellReaders(): void {
    for (const reader of this.readers) reader();
  }
}
