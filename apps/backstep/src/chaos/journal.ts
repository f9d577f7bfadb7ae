import { Injectable, Module } from '@nestjs/common';
import { IsInt, IsString, Min } from 'class-validator';
import { CommandContext, CommandInput, HandlesCommand, type Db, type ParticipantOptions } from '#participant';

/**
 * A participant that notices everything: it appends one line for each effect and refuses none, so an effect that comes
 * twice, or after its undo, stays visible. The services' own rules (unique columns) would hide it.
 */
class AddEntry {
  @IsInt()
  @Min(1)
  left!: number;
}

class Entries {
  @IsString({ each: true })
  entries!: string[];
}

@Injectable()
class JournalCommands {
  @HandlesCommand('journal.add', { compensatedBy: 'journal.reverse' })
  async add(@CommandInput() { left }: AddEntry, ctx: CommandContext): Promise<{ left: number; entry: string }> {
    await ctx.db.run(`INSERT INTO journal (command_id, effect) VALUES (?, '+')`, ctx.id);
    return { left: left - 1, entry: ctx.id };
  }

  @HandlesCommand('journal.reverse')
  async reverse(ctx: CommandContext): Promise<{ reversed: number }> {
    const reversed = await ctx.db.run(
      `INSERT INTO journal (command_id, effect) SELECT ?, '-' WHERE EXISTS (SELECT 1 FROM journal WHERE command_id = ?)`,
      ctx.compensates ?? '',
      ctx.compensates ?? '',
    );
    return { reversed };
  }

  /** What a whole Map has added, by the results of its iterations. */
  @HandlesCommand('journal.reverse-all')
  async reverseAll(@CommandInput() { entries }: Entries, ctx: CommandContext): Promise<{ reversed: number }> {
    for (const entry of entries) await ctx.db.run(`INSERT INTO journal (command_id, effect) VALUES (?, '-')`, entry);
    return { reversed: entries.length };
  }
}

@Module({ providers: [JournalCommands] })
export class JournalModule {}

export const JOURNAL: ParticipantOptions = {
  participant: 'journal',
  migrate: async (db: Db) => {
    await db.run(
      'CREATE TABLE IF NOT EXISTS journal (line INTEGER PRIMARY KEY, command_id TEXT NOT NULL, effect TEXT NOT NULL)',
    );
    await db.run('CREATE INDEX IF NOT EXISTS journal_command ON journal (command_id)');
  },
};
