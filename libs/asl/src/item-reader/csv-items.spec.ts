import { describe, expect, it } from '@jest/globals';
import { csvItems, type CsvConfig } from './csv-items.js';

describe('the items of a table', () => {
  it.each<[what: string, text: string, config: CsvConfig, items: readonly object[]]>([
    ['have the names of its first row', 'a,b\n1,2\n', { CSVHeaderLocation: 'FIRST_ROW' }, [{ a: '1', b: '2' }]],
    ['have the names that are given', '1;2', { CSVHeaders: ['a', 'b'], CSVHeaderLocation: 'GIVEN', CSVDelimiter: 'SEMICOLON' }, [{ a: '1', b: '2' }]], // prettier-ignore
    ['are empty where a row is too short, and no more than it has names', 'a,b\n1\n1,2,3\n', {}, [{ a: '1', b: '' }, { a: '1', b: '2' }]], // prettier-ignore
    ['are no more than MaxItems, whatever comes behind', 'a\n1\n2\n"', { MaxItems: 1 }, [{ a: '1' }]],
    ['lose a backslash, but for one that is escaped', 'a\n\\q\\\\\\"\\,\n', {}, [{ a: 'q\\",' }]],
    ['are none of an empty text', '', {}, []],
  ])('%s', (_, text, config, items) => {
    expect(csvItems(text, config)).toEqual(items);
  });

  it('are none of a quotation that does not end', () => {
    expect(() => csvItems('a\n"1', {})).toThrow('Quote Not Closed');
  });
});
