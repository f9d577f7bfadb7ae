import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { IsInt, IsString } from 'class-validator';
import { CommandContext, CommandInput, HandlesCommand, runParticipant, type Db } from '#participant';

class GivePoints {
  @IsString() userId!: string;
  @IsInt() points!: number;
}

@Injectable()
class PointsCommands {
  @HandlesCommand('points.give', { compensatedBy: 'points.take-back' })
  async give(@CommandInput() { userId, points }: GivePoints, ctx: CommandContext) {
    await ctx.db.run('INSERT INTO points (command_id, user_id, points) VALUES (?, ?, ?)', ctx.id, userId, points);
    return { points };
  }

  @HandlesCommand('points.take-back')
  async takeBack(ctx: CommandContext) {
    return { takenBack: await ctx.db.run('DELETE FROM points WHERE command_id = ?', ctx.compensates ?? '') };
  }
}

@Module({ providers: [PointsCommands] })
export class PointsModule {}

export async function migrate(db: Db): Promise<void> {
  await db.run('CREATE TABLE IF NOT EXISTS points (command_id TEXT PRIMARY KEY, user_id TEXT, points INTEGER)');
}

if (import.meta.main) await runParticipant(PointsModule, { participant: 'points', migrate });
