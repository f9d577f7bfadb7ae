import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestParticipant } from '#participant/testing';
import { USER, UserModule } from './index.js';

describe('the user service', () => {
  let service: TestParticipant;

  beforeEach(async () => {
    service = await TestParticipant.start(UserModule, { ...USER, port: 0, host: '127.0.0.1' });
  });
  afterEach(async () => service.close());

  const users = async () => (await (await fetch(`${service.url}/users`)).json()) as { count: number; users: object[] };
  const create = (email: unknown, name = 'Ada') => service.command('user.create', { email, name } as never);

  it('creates a user, with an id that follows from the command', async () => {
    const command = create('Ada@example.org');
    const reply = await service.ask(command);
    expect(reply).toMatchObject({ output: { userId: expect.stringMatching(/^u-[0-9a-f]{20}$/) } });
    expect(await users()).toEqual({
      count: 1,
      users: [{ ...idOf(reply.output), email: 'ada@example.org', name: 'Ada' }],
    });
  });

  it('refuses an address that somebody has, however it is written', async () => {
    await service.ask(create('ada@example.org'));
    expect(await service.ask(create('ADA@example.org'))).toMatchObject({ error: 'EmailTaken', outcome: 'refused' });
    expect(await users()).toMatchObject({ count: 1 });
  });

  it.each(['ada', '', 7, null])('refuses the address %p, and names the field', async (email) => {
    expect(await service.ask(create(email))).toMatchObject({
      error: 'Participant.InvalidInput',
      cause: expect.stringContaining('email must be an email'),
    });
  });

  it('deletes the user that a command created, though nobody knows its id, and frees the address', async () => {
    const command = create('ada@example.org');
    await service.ask(command);
    expect(await service.ask(service.undoOf(command, 'user.delete'))).toMatchObject({ output: { deleted: 1 } });
    expect(await users()).toMatchObject({ count: 0 });
    expect(await service.ask(create('ada@example.org'))).toMatchObject({ type: 'SendTaskSuccess' });
  });

  it('deletes nobody when the creation was refused', async () => {
    await service.ask(create('ada@example.org'));
    const second = create('ada@example.org');
    await service.ask(second);
    expect(await service.ask(service.undoOf(second, 'user.delete'))).toMatchObject({ type: 'SendTaskSuccess' });
    expect(await users()).toMatchObject({ count: 1 });
  });

  it('does not delete on its own', async () => {
    expect(await service.ask(service.command('user.delete', {}))).toMatchObject({ error: 'NotAnUndo' });
  });
});

const idOf = (output: unknown) => ({ id: (output as { userId: string }).userId });
