import { expect, it } from '@jest/globals';
import { MachineLabels, OTHERS } from './machine-labels.js';

it('machines beyond the most share a label, and those that have one keep it', () => {
  const labels = new MachineLabels(2);
  expect(['a', 'b', 'c', 'a', 'd'].map((name) => labels.of(name))).toEqual(['a', 'b', OTHERS, 'a', OTHERS]);
});
