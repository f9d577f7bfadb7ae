import { expect, it } from '@jest/globals';
import { notRunYet } from './not-run-yet.js';

const pass = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };

it('finds what nobody reads yet, wherever it stands', () => {
  const each = { Type: 'Map', ItemProcessor: pass, ItemReader: { ReaderConfig: { InputType: 'PARQUET' } }, End: true };
  const machine = {
    StartAt: 'A',
    States: {
      A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: each } }], Next: 'C' },
      C: each,
    },
  };
  expect(notRunYet(machine).map(({ path }) => path)).toEqual([
    '$.States.A.Branches[0].States.B.ItemReader.ReaderConfig.InputType',
    '$.States.C.ItemReader.ReaderConfig.InputType',
  ]);
  expect(notRunYet(pass)).toEqual([]);
});

it('finds each of its settings', () => {
  const reading = (ReaderConfig: object) => ({
    StartAt: 'A',
    States: { A: { Type: 'Map', ItemReader: { ReaderConfig } } },
  });
  const at = '$.States.A.ItemReader.ReaderConfig';
  const found = (config: object) => notRunYet(reading(config)).map(({ path, message }) => [path, message]);
  expect(found({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', Transformation: 'NONE' })).toEqual([]);
  expect(found({ InputType: 'PARQUET' })).toEqual([
    [`${at}.InputType`, '"InputType": "PARQUET" is valid, but Backstep does not do what it says yet.'],
  ]);
  expect(found({ InputType: 'MANIFEST', ManifestType: 'S3_INVENTORY' })).toHaveLength(2);
  expect(found({ Transformation: 'LOAD_AND_FLATTEN' })).toHaveLength(1);
});

it('takes anything', () => {
  for (const odd of [null, 1, [], { States: [] }, { States: { A: null, B: { Branches: 1, ItemProcessor: [] } } }])
    expect(notRunYet(odd)).toEqual([]);
});
