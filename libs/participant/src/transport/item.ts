import type { Command } from '#contracts';
import type { InRecord } from '#kafka';
import type { CommandHandler } from '../handlers/command-handler.js';

/** One command on its way through the participant. */
export interface Item {
  readonly record: InRecord;
  readonly command: Command;
  readonly handler: CommandHandler;
  /** Epoch milliseconds; Infinity where the engine waits for ever. */
  readonly deadline: number;
  /** Runs of this attempt so far, in this process. */
  tries: number;
  /** What to give up with, instead of running again. */
  failure?: { readonly error: unknown };
  /** The partition does not wait for it any more. */
  readonly handedOver: boolean;
  /** Its records are acknowledged: the offset may be committed. */
  done(): void;
  /** Nothing came of it and nothing will in this process: the record has to come again. */
  failed(error: Error): void;
  /** It goes on for longer; the partition need not wait for it. */
  parted(): void;
}

/** A record that is no command, or none of this participant's. */
export interface Poison {
  readonly record: InRecord;
  readonly error: 'Participant.InvalidCommand' | 'Participant.UnknownCommand';
  readonly reason: string;
  /** Where a refusal goes, if that can be read. */
  readonly reply?: Pick<Command, 'taskToken' | 'replyTo' | 'execution'>;
}
