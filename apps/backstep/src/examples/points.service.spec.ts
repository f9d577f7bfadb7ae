import 'reflect-metadata';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { validate } from '#asl';
import { TestParticipant } from '#participant/testing';
import { readJsonFile } from '../command-line/json-argument.js';
import { SIGNUP_FILE } from '../demo/run-demo.js';
import { migrate, PointsModule } from './points.service.js';

describe('the fourth service', () => {
  it('gives points, takes them back, and refuses what is no order for points', async () => {
    const points = await TestParticipant.start(PointsModule, { participant: 'points', migrate });
    const give = points.command('points.give', { userId: 'u-1', points: 100 });
    expect(await points.ask(give)).toMatchObject({ type: 'SendTaskSuccess', output: { points: 100 } });
    expect(await points.database.all('SELECT user_id, points FROM points')).toEqual([{ user_id: 'u-1', points: 100 }]);
    expect(await points.ask(points.undoOf(give, 'points.take-back'))).toMatchObject({ output: { takenBack: 1 } });
    expect(await points.database.all('SELECT * FROM points')).toEqual([]);
    const wrong = await points.ask(points.command('points.give', { userId: 'u-1', points: 'many' }));
    expect(wrong).toMatchObject({ type: 'SendTaskFailure', error: 'Participant.InvalidInput' });
    await points.close();
  });

  it.each([join(import.meta.dirname, 'signup-with-points.asl.json'), SIGNUP_FILE])('%s is valid', (file) => {
    expect(validate(readJsonFile(file, 'definition'))).toEqual([]);
  });
});
