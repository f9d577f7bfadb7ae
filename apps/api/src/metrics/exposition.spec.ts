import { describe, expect, it } from '@jest/globals';
import { exposition } from './exposition.js';

describe('the text that Prometheus reads', () => {
  it('has a line a sample, and whatever is in a label is in quotes', () => {
    const samples = [{ value: 1 }, { labels: { machine: 'a"b\\c\nd', partition: 3 }, value: 2.5 }];
    expect(exposition([{ name: 'x_total', type: 'counter', help: 'One\nline', samples }])).toBe(
      [
        '# HELP x_total One\\nline',
        '# TYPE x_total counter',
        'x_total 1',
        'x_total{machine="a\\"b\\\\c\\nd",partition="3"} 2.5',
        '',
      ].join('\n'),
    );
  });
});
