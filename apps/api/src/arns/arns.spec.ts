import { describe, expect, it } from '@jest/globals';
import { Arns } from './arns.js';
import type { ArnType } from './arn.js';

const arns = new Arns({ region: 'eu-west-1', account: '123456789012' });
const ALL: readonly ArnType[] = ['stateMachine', 'execution', 'express', 'activity', 'mapRun'];
const of = (rest: string) => `arn:aws:states:eu-west-1:123456789012:${rest}`;

describe('an ARN names', () => {
  it.each([
    ['stateMachine:signup', { type: 'stateMachine', name: 'signup' }],
    ['stateMachine:signup:3', { type: 'stateMachine', name: 'signup', number: 3 }],
    ['stateMachine:signup:PROD', { type: 'stateMachine', name: 'signup', alias: 'PROD' }],
    ['stateMachine:signup/all', { type: 'stateMachine', name: 'signup', label: 'all' }],
    ['execution:signup:o-1', { type: 'execution', stateMachine: 'signup', name: 'o-1', id: 'signup:o-1' }],
    ['execution:signup/all:0f', { type: 'execution', stateMachine: 'signup', name: '0f', id: 'signup/all:0f' }],
    ['express:signup:o-1:run', { type: 'express', stateMachine: 'signup', name: 'o-1', run: 'run' }],
    ['activity:pack', { type: 'activity', name: 'pack' }],
    ['mapRun:signup/all:run', { type: 'mapRun', stateMachine: 'signup', label: 'all', run: 'run' }],
  ])('%s', (rest, named) => {
    expect(arns.read(of(rest), ...ALL)).toEqual(named);
  });

  it('and is written as it is read', () => {
    expect(arns.stateMachine('signup', 3)).toBe(of('stateMachine:signup:3'));
    expect(arns.execution('signup:o-1')).toBe(of('execution:signup:o-1'));
    expect(arns.execution('signup:o-1:run')).toBe(of('express:signup:o-1:run'));
    expect(arns.activity('pack')).toBe(of('activity:pack'));
    expect(arns.mapRun('signup', 'all', 'run')).toBe(of('mapRun:signup/all:run'));
  });
});

describe('an ARN is refused', () => {
  it.each([
    ['signup', 'Invalid ARN prefix: signup'],
    ['arn:aws:states', 'Invalid ARN format: arn:aws:states'],
    [of('stateMachine:'), `Invalid ARN format: ${of('stateMachine:')}`],
    [of('activity:pack'), 'Resource type not valid in this context: activity'],
    ['arn:aws:sqs:eu-west-1:123456789012:stateMachine:x', 'Service not valid in this context: sqs'],
    [
      'arn:aws:states:us-east-1:123456789012:stateMachine:x',
      'Region not valid in this context: us-east-1, expected eu-west-1',
    ],
    [
      'arn:aws:states:eu-west-1:000000000000:stateMachine:x',
      'Account not valid in this context: 000000000000, expected 123456789012',
    ],
  ])('%s', (arn, reason) => {
    expect(() => arns.read(arn, 'stateMachine')).toThrow(`Invalid Arn: '${reason}'`);
  });
});
