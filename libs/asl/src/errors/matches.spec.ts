import { describe, expect, it } from '@jest/globals';
import { matches } from './matches.js';

describe('ErrorEquals', () => {
  it.each<[handles: boolean, entry: string, error: string]>([
    [true, 'OutOfStock', 'OutOfStock'],
    [false, 'OutOfStock', 'outofstock'],
    [false, 'OutOfStock', 'OutOfStock2'],
    [true, 'States.ALL', 'OutOfStock'],
    [true, 'States.ALL', 'States.Timeout'],
    [true, 'States.ALL', 'States.HeartbeatTimeout'],
    [false, 'States.ALL', 'States.Runtime'],
    [true, 'States.ALL', 'States.DataLimitExceeded'],
    [true, 'States.TaskFailed', 'OutOfStock'],
    [true, 'States.TaskFailed', 'States.Permissions'],
    [true, 'States.TaskFailed', 'States.DataLimitExceeded'],
    [false, 'States.TaskFailed', 'States.Timeout'],
    [false, 'States.TaskFailed', 'States.HeartbeatTimeout'],
    [false, 'States.TaskFailed', 'States.Runtime'],
    [true, 'States.Timeout', 'States.Timeout'],
    [true, 'States.Timeout', 'States.HeartbeatTimeout'],
    [false, 'States.Timeout', 'OutOfStock'],
    [true, 'States.HeartbeatTimeout', 'States.HeartbeatTimeout'],
    [false, 'States.HeartbeatTimeout', 'States.Timeout'],
    [true, 'States.Runtime', 'States.Runtime'],
    [true, 'States.DataLimitExceeded', 'States.DataLimitExceeded'],
  ])('answers %s for %s and %s', (handles, entry, error) => {
    expect(matches([entry], error)).toBe(handles);
  });

  it('handles an error that any one of its names matches', () => {
    expect(matches(['OutOfStock', 'States.Timeout'], 'States.HeartbeatTimeout')).toBe(true);
    expect(matches([], 'OutOfStock')).toBe(false);
  });
});
