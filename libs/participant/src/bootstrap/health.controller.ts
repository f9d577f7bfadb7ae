import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { PARTICIPANT_STORE } from './participant-options.js';
import type { ParticipantStore } from '../inbox/participant.store.js';
import { BackstepParticipant } from '../transport/backstep-participant.js';

@Controller('health')
export class HealthController {
  constructor(
    @Inject(BackstepParticipant) private readonly participant: BackstepParticipant,
    @Inject(PARTICIPANT_STORE) private readonly store: ParticipantStore,
  ) {}

  /** 200 while commands are read and the database answers, else 503. */
  @Get()
  async health(): Promise<object> {
    const { health } = this.participant;
    const database = await this.#database();
    const answer = { ...health, database };
    if (health.status !== 'joined' || database !== 'ok') throw new ServiceUnavailableException(answer);
    return answer;
  }

  async #database(): Promise<string> {
    try {
      await this.store.reader.get('SELECT 1');
      return 'ok';
    } catch (error) {
      return (error as Error).message;
    }
  }
}
